// Sealed mappings (mseal(2), Linux 6.10), and droppable ones (MAP_DROPPABLE, 6.11), where the kernel has them.
#include "victim.h"
#include <sys/mman.h>
#include <sys/syscall.h>

enum { page = 4096, mseal = 462, map_droppable = 8 };

static int has_flag(const void *address, const char *flag)
{
    char line[500], wanted[40];
    int found = 0, has = 0;
    FILE *file = fopen("/proc/self/smaps", "r");
    snprintf(wanted, sizeof wanted, "%lx-", (unsigned long)address);
    EXPECT(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        found |= strncmp(line, wanted, strlen(wanted)) == 0;
        if (found && strncmp(line, "VmFlags:", 8) == 0 && (has = strstr(line, flag) != NULL, 1))
            break;
    }
    fclose(file);
    return has;
}

int main(int argc, char **argv)
{
    (void)argc;
    unsigned char *room = mmap(NULL, 7 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *readable = room + 2 * page, *none = room + 4 * page;
    fill(room, 7 * page, 11);
    unsigned char *shared = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fill(shared, 2 * page, 12);
    EXPECT(mprotect(readable, page, PROT_READ) == 0 && mprotect(none, page, PROT_NONE) == 0 && munmap(room + page, page) == 0);
    int seals = syscall(mseal, room, page, 0) == 0;
    EXPECT(seals || errno == ENOSYS);
    EXPECT(!seals || (syscall(mseal, readable, page, 0) == 0 && syscall(mseal, none, page, 0) == 0 && syscall(mseal, shared, 2 * page, 0) == 0));
    unsigned char *droppable = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, map_droppable | MAP_ANONYMOUS, -1, 0);
    EXPECT(droppable != MAP_FAILED || errno == EINVAL);
    if (droppable != MAP_FAILED)
        fill(droppable, 2 * page, 13);
    await_question(argv);

    EXPECT(filled(shared, 2 * page, 12));
    unsigned char *expected = malloc(7 * page);
    fill(expected, 7 * page, 11);
    EXPECT(memcmp(room, expected, page) == 0 && memcmp(readable, expected + 2 * page, page) == 0 && memcmp(room + 5 * page, expected + 5 * page, 2 * page) == 0);
    unsigned char *sealed[] = { room, readable, none, shared };
    for (int i = 0; i < 4 && seals; i++) {
        EXPECT(mprotect(sealed[i], page, PROT_READ | PROT_WRITE) < 0 && errno == EPERM && munmap(sealed[i], page) < 0 && errno == EPERM);
        EXPECT(has_flag(sealed[i], " sl"));
    }
    room[0] = shared[0] = 's';
    EXPECT(munmap(room + 5 * page, 2 * page) == 0);
    EXPECT(droppable == MAP_FAILED || (has_flag(droppable, " dp") && (droppable[0] == 0 || filled(droppable, page, 13)) && droppable[2 * page] == 0));
    return pass();
}
