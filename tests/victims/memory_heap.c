// The heap by brk: its end is where it was, its content is unchanged, it grows and shrinks on, and malloc goes on working in it.
#include "victim.h"

enum { blocks = 3000 };

int main(int argc, char **argv)
{
    (void)argc;
    void *memory[blocks];
    for (int i = 0; i < blocks; i++) {
        EXPECT((memory[i] = malloc((size_t)i + 1)) != NULL);
        fill(memory[i], (size_t)i + 1, i);
    }
    for (int i = 0; i < blocks; i += 3)
        free(memory[i]);
    char *end = sbrk(0);
    await_question(argv);

    EXPECT(sbrk(0) == end);
    EXPECT(sbrk(100000) == end && end[99999] == 0 && sbrk(-100000) == end + 100000);
    for (int i = 0; i < blocks; i += 3) {
        EXPECT((memory[i] = malloc((size_t)i + 1)) != NULL);
        fill(memory[i], (size_t)i + 1, i);
    }
    for (int i = 0; i < blocks; i++) {
        EXPECT(filled(memory[i], (size_t)i + 1, i));
        free(memory[i]);
    }
    return pass();
}
