/* Holds 3 MiB of secret memory: pages that the kernel takes out of its linear map. Says so by a file. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BYTES (3 << 20)
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

int main(void)
{
    /* Locked memory: the limit does not bind root. */
    int fd = (int)syscall(SYS_memfd_secret, 0);
    if (fd < 0 || ftruncate(fd, BYTES) != 0) {
        perror("secret-memory");
    } else {
        char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (memory == MAP_FAILED)
            perror("secret-memory");
        else
            memset(memory, 1, BYTES);
    }
    close(creat("secret-ready", 0600));
    for (;;)
        pause();
}
