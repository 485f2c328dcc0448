// What all victims share. Each one builds some state, says "ready", waits until the file named by its first argument
// exists, asks the kernel for the state again, and prints "pass" or "fail: why". The exit status says the same.
#pragma once
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *question;

// What a thread of the test had open for a moment when another one forked: glibc names threads through a descriptor without O_CLOEXEC.
__attribute__((constructor)) static void close_inherited(void)
{
    close_range(3, ~0U, 0);
}

static inline void say(const char *line)
{
    if (write(STDOUT_FILENO, line, strlen(line)) < 0)
        _exit(2);
}

static inline void fail(const char *format, ...)
{
    char line[500] = "fail: ";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + 6, sizeof line - 8, format, arguments);
    va_end(arguments);
    say(strcat(line, "\n"));
    _exit(1);
}

#define EXPECT(condition) ((condition) ? (void)0 : fail("line %d: not %s (errno %d: %s)", __LINE__, #condition, errno, strerror(errno)))

static inline void pause_milliseconds(long milliseconds)
{
    struct timespec rest = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
        continue;
}

static inline int asked(void)
{
    return access(question, F_OK) == 0;
}

// For a victim that goes on working; it looks at asked() from time to time.
static inline void ready(char **arguments)
{
    question = arguments[1];
    say("ready\n");
}

static inline void await_question(char **arguments)
{
    ready(arguments);
    while (!asked())
        pause_milliseconds(5);
}

static inline int pass(void)
{
    say("pass\n");
    exit(0);
}

// A path beside the question file, so that every victim has a place of its own and the test removes it.
static inline const char *beside(char **arguments, const char *name)
{
    static char paths[8][300];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s.%s", arguments[1], name);
    return path;
}

static inline void fill(void *memory, size_t length, unsigned seed)
{
    unsigned char *bytes = memory;
    for (size_t i = 0; i < length; i++)
        bytes[i] = (unsigned char)((seed = seed * 1103515245 + 12345) >> 16);
}

static inline int filled(const void *memory, size_t length, unsigned seed)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != (unsigned char)((seed = seed * 1103515245 + 12345) >> 16))
            return 0;
    return 1;
}
