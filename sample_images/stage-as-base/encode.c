#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "morse.h"

/* Text on standard input, Morse on standard output; words are parted by a slash. */
int main(void) {
    int c;
    while ((c = getchar()) != EOF) {
        const char *at = c == '\0' ? NULL : strchr(signs, tolower(c));
        if (at != NULL)
            printf("%s ", codes[at - signs]);
        else if (c == ' ')
            printf("/ ");
        else if (c == '\n')
            putchar('\n');
    }
    return 0;
}
