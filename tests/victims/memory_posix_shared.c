// POSIX shared memory: one object with a name, one whose name is gone.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { page = 4096, pages = 8 };
static char name[60];

static void remove_name(void)
{
    shm_unlink(name);
}

int main(int argc, char **argv)
{
    (void)argc;
    unsigned char bytes[page];
    snprintf(name, sizeof name, "/entracte-victim-%d-%d", getuid(), getpid());
    int named = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(named >= 0 && ftruncate(named, pages * page) == 0);
    unsigned char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, named, 0);
    fill(memory, pages * page, 31);
    char gone[70];
    snprintf(gone, sizeof gone, "%s-gone", name);
    int unnamed = shm_open(gone, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(unnamed >= 0 && ftruncate(unnamed, pages * page) == 0 && shm_unlink(gone) == 0);
    unsigned char *other = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, unnamed, 0);
    fill(other, pages * page, 32);
    await_question(argv);

    atexit(remove_name);
    EXPECT(filled(memory, pages * page, 31) && filled(other, pages * page, 32));
    int again = shm_open(name, O_RDWR, 0600);
    EXPECT(again >= 0 && pread(again, bytes, page, 0) == page && memcmp(bytes, memory, page) == 0);
    memory[0] ^= 1;
    EXPECT(pread(again, bytes, 1, 0) == 1 && bytes[0] == memory[0]);
    EXPECT(pwrite(unnamed, "u", 1, page) == 1 && other[page] == 'u');
    return pass();
}
