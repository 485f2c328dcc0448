// madvise and mlock leave marks on mappings; the kernel shows them as VmFlags in /proc/self/smaps. Content that a fork would not
// carry (MADV_DONTFORK, MADV_WIPEONFORK) is there as well.
#include "victim.h"
#include <sys/mman.h>

enum { page = 4096, each = 4, count = 11 };
static unsigned char *memory;

static void flags_of(int index, char *flags)
{
    char line[500], wanted[40];
    int found = 0;
    FILE *file = fopen("/proc/self/smaps", "r");
    snprintf(wanted, sizeof wanted, "%lx-", (unsigned long)(memory + index * each * page));
    EXPECT(file != NULL);
    flags[0] = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        found |= strncmp(line, wanted, strlen(wanted)) == 0;
        if (found && sscanf(line, "VmFlags: %199[^\n]", flags) == 1)
            break;
    }
    EXPECT(flags[0] != 0 && fclose(file) == 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    static const int advices[] = { MADV_DONTFORK, MADV_WIPEONFORK, MADV_DONTDUMP, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_SEQUENTIAL, MADV_RANDOM, MADV_MERGEABLE };
    char before[count][200], after[200];
    memory = mmap(NULL, count * each * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    fill(memory, count * each * page, 3);
    for (int i = 0; i < 8; i++)
        EXPECT(madvise(memory + i * each * page, each * page, advices[i]) == 0 || errno == EINVAL);    // KSM may not be built
    EXPECT(mlock(memory + 8 * each * page, each * page) == 0);
    EXPECT(mlock2(memory + 9 * each * page, each * page, MLOCK_ONFAULT) == 0);
    for (int i = 0; i < count; i++)
        flags_of(i, before[i]);
    await_question(argv);

    EXPECT(filled(memory, count * each * page, 3));
    for (int i = 0; i < count; i++) {
        flags_of(i, after);
        if (strcmp(before[i], after) != 0)
            fail("mapping %d had the flags '%s' and has '%s'", i, before[i], after);
    }
    return pass();
}
