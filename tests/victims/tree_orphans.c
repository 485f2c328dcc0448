// Processes whose parents have ended: a daemon of a session whose leader is gone, an orphan of a living session, and one adopted by a subreaper.
#include "victim.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct orphan { volatile int pid, parent, session, group, fine; };
static struct orphan *orphans; // seen by all
enum { daemon_orphan, cousin, adopted };

static void live(struct orphan *self, int old_parent)
{
    while (getppid() == old_parent)
        continue;
    self->parent = getppid(), self->session = getsid(0), self->group = getpgrp();
    self->pid = getpid();
    while (!asked())
        pause_milliseconds(5);
    // Whoever stands for init may have another pid after a restart.
    int is_fine = getpid() == self->pid && getsid(0) == self->session && getpgrp() == self->group && (getppid() == self->parent || self != &orphans[adopted]);
    _exit((self->fine = is_fine ? 1 : -1) < 0);
}

// A grandchild whose parent ends at once; it may have led a session first.
static void leave(struct orphan *self, int leads_session)
{
    int child = fork(), status;
    if (child == 0) {
        int parent = leads_session ? setsid() : getpid();
        fork() == 0 ? live(self, parent) : _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    while (self->pid == 0)
        continue;
}

int main(int argc, char **argv)
{
    int status;
    question = argv[argc > 1];
    orphans = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    leave(&orphans[daemon_orphan], 1);
    int session = fork();
    if (session == 0) { // leads a session, loses a grandchild of it, and stays
        setsid(), leave(&orphans[cousin], 0);
        for (; !asked(); pause_milliseconds(5))
            continue;
        _exit(orphans[cousin].session == getpid() ? 0 : 1);
    }
    while (orphans[cousin].pid == 0)
        continue;
    EXPECT(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    leave(&orphans[adopted], 1);
    await_question(argv);
    while (!orphans[0].fine || !orphans[1].fine || !orphans[2].fine)
        continue;
    EXPECT(orphans[0].fine == 1 && orphans[1].fine == 1 && orphans[2].fine == 1 && orphans[adopted].parent == getpid());
    EXPECT(waitpid(session, &status, 0) == session && status == 0 && waitpid(orphans[adopted].pid, &status, 0) == orphans[adopted].pid && status == 0);
    return pass();
}
