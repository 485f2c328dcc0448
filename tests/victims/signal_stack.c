// The question comes while a handler runs on the alternate stack; another thread has an alternate stack that is not in use.
#include "victim.h"
#include <pthread.h>
#include <signal.h>

static char main_stack[65536], thread_stack[32768];
static char **arguments;
static volatile int stop;

static void handler(int number)
{
    char here;
    EXPECT(&here > main_stack && &here < main_stack + sizeof main_stack);
    await_question(arguments);
    EXPECT(number == SIGUSR1 && &here > main_stack && &here < main_stack + sizeof main_stack);
    stack_t now;
    EXPECT(sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_ONSTACK);
}

static void *idle(void *unused)
{
    stack_t stack = { .ss_sp = thread_stack, .ss_size = sizeof thread_stack }, now;
    EXPECT(sigaltstack(&stack, NULL) == 0);
    while (!stop)
        pause_milliseconds(2);
    EXPECT(sigaltstack(NULL, &now) == 0);
    EXPECT(now.ss_sp == thread_stack && now.ss_size == sizeof thread_stack && now.ss_flags == 0);
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    arguments = argv;
    pthread_t thread;
    stack_t stack = { .ss_sp = main_stack, .ss_size = sizeof main_stack }, now;
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };
    EXPECT(sigaltstack(&stack, NULL) == 0);
    EXPECT(pthread_create(&thread, NULL, idle, NULL) == 0);
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    raise(SIGUSR1);

    EXPECT(sigaltstack(NULL, &now) == 0);
    EXPECT(now.ss_sp == main_stack && now.ss_size == sizeof main_stack && now.ss_flags == 0);
    stop = 1;
    EXPECT(pthread_join(thread, NULL) == 0);
    return pass();
}
