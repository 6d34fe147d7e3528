#include <stdio.h>
#include <string.h>

#include "morse.h"

/* Morse on standard input, text on standard output. */
int main(void) {
    char code[16];
    while (scanf("%15s", code) == 1) {
        if (strcmp(code, "/") == 0)
            putchar(' ');
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
            if (strcmp(code, codes[i]) == 0)
                putchar(signs[i]);
    }
    putchar('\n');
    return 0;
}
