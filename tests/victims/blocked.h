// For victims whose threads wait in system calls: a table of calls, one thread for each. None may return before its own release,
// and each must then return what it would have returned without us.
#pragma once
#include "victim.h"
#include <pthread.h>
#include <sys/syscall.h>

struct call {
    const char *name;
    long (*block)(void);        // returns the call's result, or -errno
    void (*release)(void);
    long expected;
    pthread_t thread;
    volatile int tid, returned;
    volatile long result;
};

static inline long result_of(long result)
{
    return result < 0 ? -errno : result;
}

static void *block_in(void *argument)
{
    struct call *call = argument;
    call->tid = (int)syscall(SYS_gettid);
    call->result = call->block();
    call->returned = 1;
    return NULL;
}

static inline int sleeps(int tid)
{
    char path[64], text[200] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *file = fopen(path, "r");
    EXPECT(file != NULL && fgets(text, sizeof text, file) != NULL);
    fclose(file);
    return strrchr(text, ')')[2] == 'S';
}

static inline int check_blocked_calls(struct call *calls, int count, char **arguments)
{
    for (struct call *call = calls; call < calls + count; call++) {
        EXPECT(pthread_create(&call->thread, NULL, block_in, call) == 0);
        while (call->tid == 0 || !sleeps(call->tid))
            pause_milliseconds(1);
    }
    await_question(arguments);
    for (struct call *call = calls; call < calls + count; call++) {
        pause_milliseconds(2);
        if (call->returned)
            fail("%s returned %ld before its release", call->name, call->result);
        call->release();
        EXPECT(pthread_join(call->thread, NULL) == 0);
        if (call->result != call->expected)
            fail("%s returned %ld instead of %ld", call->name, call->result, call->expected);
    }
    return pass();
}

// The other kind: calls with a time limit of some seconds, which must come to that limit, not end before it and not with EINTR.
enum { limit_seconds = 3 };

static inline long expired(long result, int error)
{
    return result == -1 && errno == error ? 0 : -errno;
}

static void *wait_for_limit(void *call)
{
    struct timespec started, ended;
    clock_gettime(CLOCK_BOOTTIME, &started);
    long result = ((struct call *)call)->block();
    clock_gettime(CLOCK_BOOTTIME, &ended);
    long waited_milliseconds = (ended.tv_sec - started.tv_sec) * 1000 + (ended.tv_nsec - started.tv_nsec) / 1000000;
    if (result != 0 || waited_milliseconds < limit_seconds * 1000 - 5)
        fail("%s ended with %ld after %ld ms", ((struct call *)call)->name, result, waited_milliseconds);
    return NULL;
}

static inline int check_limited_calls(struct call *calls, int count, char **arguments)
{
    for (struct call *call = calls; call < calls + count; call++)
        EXPECT(pthread_create(&call->thread, NULL, wait_for_limit, call) == 0);
    pause_milliseconds(20);
    await_question(arguments);
    for (struct call *call = calls; call < calls + count; call++)
        EXPECT(pthread_join(call->thread, NULL) == 0);
    return pass();
}
