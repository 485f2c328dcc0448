// Threads that wait to read from every kind of descriptor.
#include "blocked.h"
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <fcntl.h>
#include <signal.h>

static int pipe_one[2], pipe_two[2], full[2], spliced[2], target[2], stream[2], datagram[2], event, timer, signals, notify;
static char buffer[65536];
static const char *watched;

static long read_pipe(void) { return result_of(read(pipe_one[0], &(char){ 0 }, 1)); }
static void write_pipe(void) { EXPECT(write(pipe_one[1], "x", 1) == 1); }
static long readv_pipe(void) { return result_of(readv(pipe_two[0], &(struct iovec){ &(char[4]){ 0 }, 4 }, 1)); }
static void write_other(void) { EXPECT(write(pipe_two[1], "xyz", 3) == 3); }
static long write_full(void) { return result_of(write(full[1], "z", 1)); }
static void empty_full(void) { EXPECT(read(full[0], buffer, sizeof buffer) > 0); }
static long splice_pipes(void) { return result_of(splice(spliced[0], NULL, target[1], NULL, 10, 0)); }
static void fill_spliced(void) { EXPECT(write(spliced[1], "12345", 5) == 5); }
static long read_event(void) { return result_of(read(event, &(unsigned long){ 0 }, 8)); }
static void signal_event(void) { EXPECT(eventfd_write(event, 1) == 0); }
static long read_timer(void) { return result_of(read(timer, &(unsigned long){ 0 }, 8)); }
static void arm_timer(void) { EXPECT(timerfd_settime(timer, 0, &(struct itimerspec){ .it_value.tv_nsec = 1 }, NULL) == 0); }
static long read_signal(void) { return result_of(read(signals, &(struct signalfd_siginfo){ 0 }, sizeof(struct signalfd_siginfo))); }
static void send_signal(void) { EXPECT(kill(getpid(), SIGUSR2) == 0); }
static long read_notify(void) { char bytes[400]; return read(notify, bytes, sizeof bytes) > 0; }
static void touch(void) { EXPECT(chmod(watched, 0755) == 0); }
static long receive_stream(void) { return result_of(recv(stream[0], &(char[8]){ 0 }, 8, 0)); }
static void send_stream(void) { EXPECT(send(stream[1], "hello", 5, 0) == 5); }
static long receive_message(void) { return result_of(recvmsg(datagram[0], &(struct msghdr){ .msg_iov = &(struct iovec){ &(char[8]){ 0 }, 8 }, .msg_iovlen = 1 }, 0)); }
static void send_message(void) { EXPECT(send(datagram[1], "hi", 2, 0) == 2); }

static struct call calls[] = {
    { .name = "read pipe", read_pipe, write_pipe, 1 }, { .name = "readv pipe", readv_pipe, write_other, 3 },
    { .name = "write full pipe", write_full, empty_full, 1 }, { .name = "splice", splice_pipes, fill_spliced, 5 },
    { .name = "read eventfd", read_event, signal_event, 8 }, { .name = "read timerfd", read_timer, arm_timer, 8 },
    { .name = "read signalfd", read_signal, send_signal, sizeof(struct signalfd_siginfo) }, { .name = "read inotify", read_notify, touch, 1 },
    { .name = "recv stream", receive_stream, send_stream, 5 }, { .name = "recvmsg datagram", receive_message, send_message, 2 },
};

int main(int argc, char **argv)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    EXPECT(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && argc > 1);
    EXPECT(pipe(pipe_one) == 0 && pipe(pipe_two) == 0 && pipe(full) == 0 && pipe(spliced) == 0 && pipe(target) == 0);
    EXPECT(write(full[1], buffer, sizeof buffer) == (ssize_t)sizeof buffer);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, stream) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, datagram) == 0);
    event = eventfd(0, 0), timer = timerfd_create(CLOCK_MONOTONIC, 0), signals = signalfd(-1, &set, 0), notify = inotify_init();
    watched = beside(argv, "watched");
    EXPECT(mkdir(watched, 0700) == 0 && inotify_add_watch(notify, watched, IN_ATTRIB) > 0);
    return check_blocked_calls(calls, sizeof calls / sizeof calls[0], argv);
}
