// Has forbidden itself memory that can be written and executed (PR_SET_MDWE, Linux 6.3), or with a second argument handles its system calls by itself
// (PR_SET_SYSCALL_USER_DISPATCH, 5.11): a hook can live in neither.
#include "victim.h"
#include <sys/prctl.h>

enum { set_mdwe = 65, get_mdwe = 66, refuse_exec_gain = 1, set_dispatch = 59, dispatch_on = 1, dispatch_off = 0 };
static volatile char selector;

int main(int argc, char **argv)
{
    if (argc > 2)
        EXPECT(prctl(set_dispatch, dispatch_on, 0UL, 0UL, &selector) == 0);
    else
        EXPECT(prctl(set_mdwe, refuse_exec_gain, 0, 0, 0) == 0);
    await_question(argv);
    EXPECT(argc > 2 ? prctl(set_dispatch, dispatch_off, 0, 0, 0) == 0 : prctl(get_mdwe, 0, 0, 0, 0) == refuse_exec_gain);
    return pass();
}
