/* Runs a program as user 1000, who has no capability and is in no other group. */
#include <grp.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    if (count > 1 && setgroups(0, NULL) == 0 && setgid(1000) == 0 && setuid(1000) == 0)
        execv(arguments[1], arguments + 1);
    perror("as-user");
    return 126;
}
