// SHA-256 of Debian's libmd (libmd-dev).
#include <stdint.h>
#include <sys/types.h>
#include <sha2.h>
