/* The international Morse code, letters then digits. */
#include <stddef.h>

static const char signs[] = "abcdefghijklmnopqrstuvwxyz0123456789";
static const char *const codes[] = {
    ".-",    "-...",  "-.-.",  "-..",   ".",     "..-.",  "--.",   "....",  "..",
    ".---",  "-.-",   ".-..",  "--",    "-.",    "---",   ".--.",  "--.-",  ".-.",
    "...",   "-",     "..-",   "...-",  ".--",   "-..-",  "-.--",  "--..",  "-----",
    ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.",
};
