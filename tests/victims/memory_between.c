// Memory that two processes have mapped, each by itself: a memfd that both have open, one that nobody has open any more, one that only the child has mapped
// while the parent has it open, and a file. What one writes the other one sees; the image holds each of them once.
#include "children.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { page = 4096, opened, closed, halved, file, count, bytes = 8 << 20 };

static int descriptors[count], turns[2][2];
static unsigned char *maps[count];

static void map(int i)
{
    maps[i] = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[i], 0);
    EXPECT(maps[i] != MAP_FAILED);
}

static void give_turn(int to) { EXPECT(write(turns[to][1], "!", 1) == 1); }
static void await_turn(int mine) { EXPECT(read(turns[mine][0], &(char){ 0 }, 1) == 1); }

static void child_main(void)
{
    for (int i = opened; i < count; i++)
        map(i), fill(maps[i] + bytes / 2, bytes / 2, (unsigned)i + 10);
    EXPECT(close(descriptors[closed]) == 0 && close(descriptors[halved]) == 0);
    give_turn(0), await_turn(1);
    for (int i = opened; i < count; i++)
        EXPECT(filled(maps[i] + page, page, 99) && filled(maps[i] + 2 * page, page, (unsigned)i) == 0), fill(maps[i] + bytes - page, page, 98);
    EXPECT(pread(descriptors[opened], maps[opened], page, page) == page && filled(maps[opened], page, 99));
    give_turn(0), await_turn(1);
    _exit(0);
}

int main(int argc, char **argv)
{
    static unsigned char copy[page];
    int child, ended;
    EXPECT(argc > 1 && pipe(turns[0]) == 0 && pipe(turns[1]) == 0);
    for (int i = opened; i < count; i++) {
        EXPECT((descriptors[i] = i == file ? open(beside(argv, "file"), O_RDWR | O_CREAT, 0600) : memfd_create("between", 0)) >= 0 && ftruncate(descriptors[i], bytes) == 0);
        map(i), fill(maps[i], bytes / 2, (unsigned)i);
    }
    if ((child = child_process()) == 0) {
        for (int i = opened; i < count; EXPECT(munmap(maps[i++], bytes) == 0)) {}
        child_main();
    }
    EXPECT(close(descriptors[closed]) == 0 && munmap(maps[halved], bytes) == 0), await_turn(0);
    await_question(argv);

    map(halved);
    for (int i = opened; i < count; i++)
        EXPECT(filled(maps[i], bytes / 2, (unsigned)i) && filled(maps[i] + bytes / 2, bytes / 2, (unsigned)i + 10)), fill(maps[i] + page, page, 99);
    give_turn(1), await_turn(0);
    for (int i = opened; i < count; i++)
        EXPECT(filled(maps[i] + bytes - page, page, 98));
    EXPECT(pread(descriptors[file], copy, page, bytes - page) == page && filled(copy, page, 98));
    give_turn(1);
    EXPECT(waitpid(child, &ended, 0) == child && ended == 0);
    return pass();
}
