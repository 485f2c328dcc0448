// Alternate stacks with SS_AUTODISARM: while a handler runs on one it is none, so that another one can be set; when the handler returns it is there again.
#include "victim.h"
#include <pthread.h>
#include <signal.h>

enum { size = 65536 };
static const int autodisarm = (int)(1u << 31); // SS_AUTODISARM
static char main_stack[size], inner_stack[size], thread_stack[size];
static char **arguments;
static volatile int stop, inner_ran;

static int is_on(const char *stack, const char *address) { return address >= stack && address < stack + size; }

static void inner(int number)
{
    char here;
    stack_t now;
    inner_ran = number == SIGUSR2 && is_on(inner_stack, &here) && sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_ONSTACK && now.ss_sp == inner_stack;
}

static void handler(int number)
{
    char here;
    stack_t now, other = { .ss_sp = inner_stack, .ss_size = size };
    EXPECT(number == SIGUSR1 && is_on(main_stack, &here) && sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_DISABLE);
    await_question(arguments);
    EXPECT(is_on(main_stack, &here) && sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_DISABLE);
    EXPECT(sigaltstack(&other, NULL) == 0 && raise(SIGUSR2) == 0 && inner_ran);
}

static void *idle(void *unused)
{
    stack_t stack = { .ss_sp = thread_stack, .ss_size = size, .ss_flags = autodisarm }, now;
    EXPECT(sigaltstack(&stack, NULL) == 0);
    while (!stop)
        pause_milliseconds(2);
    EXPECT(sigaltstack(NULL, &now) == 0 && now.ss_sp == thread_stack && now.ss_size == size && now.ss_flags == autodisarm);
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t thread;
    arguments = argv;
    stack_t stack = { .ss_sp = main_stack, .ss_size = size, .ss_flags = autodisarm }, now;
    struct sigaction outer = { .sa_handler = handler, .sa_flags = SA_ONSTACK }, nested = { .sa_handler = inner, .sa_flags = SA_ONSTACK };
    EXPECT(sigaction(SIGUSR1, &outer, NULL) == 0 && sigaction(SIGUSR2, &nested, NULL) == 0 && sigaltstack(&stack, NULL) == 0);
    EXPECT(pthread_create(&thread, NULL, idle, NULL) == 0 && raise(SIGUSR1) == 0);

    EXPECT(sigaltstack(NULL, &now) == 0 && now.ss_sp == main_stack && now.ss_size == size && now.ss_flags == autodisarm);
    stop = 1;
    EXPECT(pthread_join(thread, NULL) == 0);
    return pass();
}
