// Every signal has its own disposition: default, ignored, or a handler with flags and a mask of its own.
#include "victim.h"
#include <signal.h>

#define SA_RESTORER 0x04000000      // added by the C library

static int received;

static void plain(int number)
{
    received = number;
}

static void detailed(int number, siginfo_t *info, void *context)
{
    received = context != NULL && info->si_signo == number ? number : -1;
}

static int settable(int number)
{
    // 32 and 33 belong to the C library.
    return number != SIGKILL && number != SIGSTOP && number != 32 && number != 33;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct sigaction set[65] = { 0 }, now;
    for (int i = 1; i <= 64; i++) {
        if (i % 4 == 0)
            set[i].sa_handler = plain;
        else if (i % 4 == 1)
            set[i].sa_sigaction = detailed;
        else
            set[i].sa_handler = i % 4 == 2 ? SIG_IGN : SIG_DFL;
        set[i].sa_flags = (i % 4 == 1 ? SA_SIGINFO : 0) | (i % 3 == 0 ? SA_RESTART : 0) | (i % 5 == 0 ? SA_NODEFER : 0) | (i % 7 == 0 ? SA_ONSTACK : 0);
        sigaddset(&set[i].sa_mask, 1 + i * 7 % 31);
        sigdelset(&set[i].sa_mask, SIGSTOP), sigdelset(&set[i].sa_mask, SIGKILL);
        if (settable(i))
            EXPECT(sigaction(i, &set[i], NULL) == 0);
    }
    await_question(argv);

    for (int i = 1; i <= 64; i++) {
        if (!settable(i))
            continue;
        EXPECT(sigaction(i, NULL, &now) == 0);
        if (now.sa_handler != set[i].sa_handler || (now.sa_flags & ~SA_RESTORER) != set[i].sa_flags || memcmp(&now.sa_mask, &set[i].sa_mask, 8) != 0)
            fail("signal %d has another disposition: flags %x instead of %x", i, now.sa_flags, set[i].sa_flags);
        if (i % 4 == 0 || i % 4 == 1) {
            raise(i);
            EXPECT(received == i);
        }
    }
    return pass();
}
