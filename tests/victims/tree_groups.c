// Process groups and sessions, also such whose leaders have ended or are zombies, or have moved on.
#include "victim.h"
#include <sys/wait.h>

static int announce[2], go[2];

static void stay(void)
{
    int session = getsid(0), group = getpgrp();
    EXPECT(write(announce[1], "r", 1) == 1);
    while (!asked())
        pause_milliseconds(5);
    _exit(getsid(0) == session && getpgrp() == group && kill(-group, 0) == 0 ? 0 : 1);
}

// Makes a child that enters this group (0: its own), perhaps as the leader of a session, and stays as it is until asked.
static int member(int group, int leads_session)
{
    int child = fork();
    char byte;
    if (child == 0)
        (leads_session ? setsid() > 0 : setpgid(0, group) == 0) ? stay() : fail("group %d", group);
    EXPECT(child > 0 && read(announce[0], &byte, 1) == 1);
    return child;
}

// A child in the group of one that was killed, and perhaps is a zombie since.
static int follower(int killed_by, int is_reaped, int *leader)
{
    siginfo_t information;
    if ((*leader = fork()) == 0)
        pause();
    EXPECT(setpgid(*leader, *leader) == 0);
    int child = member(*leader, 0);
    EXPECT(kill(*leader, killed_by) == 0 && waitid(P_PID, *leader, &information, WEXITED | (is_reaped ? 0 : WNOWAIT)) == 0);
    return child;
}

int main(int argc, char **argv)
{
    int status, children[8], count = 0, gone, zombie;
    (void)argc;
    question = argv[1];
    EXPECT(setsid() > 0 && pipe(announce) == 0 && pipe(go) == 0);
    int leader = children[count++] = member(0, 0);
    children[count++] = member(leader, 0), children[count++] = follower(SIGKILL, 1, &gone);
    children[count++] = member(gone, 0), children[count++] = follower(SIGTERM, 0, &zombie), children[count++] = member(0, 1);
    int founder = children[count++] = fork(); // founds a group, leaves it to another, and goes to the first one
    if (founder == 0)
        setpgid(0, 0), write(announce[1], "f", 1) == 1 && read(go[0], &status, 1) == 1 && setpgid(0, leader) == 0 ? stay() : fail("moving");
    EXPECT(read(announce[0], &status, 1) == 1);
    children[count++] = member(founder, 0);
    EXPECT(write(go[1], "g", 1) == 1 && read(announce[0], &status, 1) == 1);
    await_question(argv);
    for (int i = 0; i < count; i++)
        if (waitpid(children[i], &status, 0) != children[i] || status != 0)
            fail("child %d of %d has status %x", i, count, status);
    EXPECT(waitpid(zombie, &status, 0) == zombie && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM && wait(&status) == -1 && errno == ECHILD);
    return pass();
}
