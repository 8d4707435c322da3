// Only in the static build: keeps glibc's translations, character set conversions and loader out of it. Its start-up code
// and its malloc name two functions whose own versions bring all of that, half of the file, for messages that the
// probe never prints.
#ifdef LINMAP_STATIC
#include <stdlib.h>

_Noreturn void __assert_fail(const char *text, const char *file, unsigned line, const char *function) {
    (void)text, (void)file, (void)line, (void)function;
    abort();
}

char *__dcgettext(const char *domain, const char *message, int category) {
    (void)domain, (void)category;
    return (char *)message;
}
#endif
