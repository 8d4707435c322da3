/* The plain two-level simulator that the engine is measured against: for each set an array of keys, the latest
 * first. `two-level TRACE SHIFT ENTRIES WAYS ENTRIES WAYS` prints accesses and the misses of both levels. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct level {
    uint64_t *keys;
    uint64_t sets, ways, misses;
};

static int look_up(struct level *level, uint64_t key) {
    uint64_t sets = level->sets, ways = level->ways, way = 0;
    uint64_t *keys = level->keys + ((sets & (sets - 1)) == 0 ? key & (sets - 1) : key % sets) * ways;
    while (way < ways && keys[way] != key) way++;
    int hit = way < ways;
    if (!hit) {
        level->misses++;
        way = ways - 1;
    }
#ifdef MEMMOVE
    memmove(keys + 1, keys, way * sizeof *keys);
#else
    for (; way > 0; way--) keys[way] = keys[way - 1];
#endif
    keys[0] = key;
    return hit;
}

static struct level make(const char *entries, const char *ways) {
    struct level level = {.ways = strtoull(ways, NULL, 10)};
    level.sets = strtoull(entries, NULL, 10) / level.ways;
    level.keys = malloc(level.sets * level.ways * sizeof *level.keys);
    memset(level.keys, 0xff, level.sets * level.ways * sizeof *level.keys);
    return level;
}

int main(int count, char **arguments) {
    static uint64_t buffer[1 << 15];
    if (count != 7) return 64;
    int trace = open(arguments[1], O_RDONLY);
    int shift = atoi(arguments[2]);
    struct level first = make(arguments[3], arguments[4]), second = make(arguments[5], arguments[6]);
    uint64_t accesses = 0;
    ssize_t bytes;
    while ((bytes = read(trace, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < bytes / 8; i++) {
            uint64_t key = buffer[i] >> shift;
            if (!look_up(&first, key)) look_up(&second, key);
        }
        accesses += bytes / 8;
    }
    printf("%llu %llu %llu\n", (unsigned long long)accesses, (unsigned long long)first.misses,
           (unsigned long long)second.misses);
    return 0;
}
