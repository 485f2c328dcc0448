// Pipes within the process: content, packets, a changed size, one end closed at either side, non-blocking, a full one, a FIFO.
#include "victim.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

static void make(int *ends, int flags)
{
    EXPECT(pipe2(ends, flags) == 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    int plain[2], packets[2], ended[2], broken[2], full[2], large[2];
    static char bytes[1 << 20];
    const char *path = beside(argv, "fifo");
    make(plain, O_CLOEXEC), make(packets, O_DIRECT), make(ended, 0), make(broken, 0), make(full, O_NONBLOCK), make(large, 0);
    EXPECT(write(plain[1], "in flight", 9) == 9 && write(ended[1], "last", 4) == 4 && close(ended[1]) == 0 && close(broken[0]) == 0);
    EXPECT(write(packets[1], "one", 3) == 3 && write(packets[1], "three", 5) == 5);
    long filled_bytes = 0;
    for (long got; (got = write(full[1], bytes, 1000)) > 0; filled_bytes += got)
        continue;
    EXPECT(fcntl(large[1], F_SETPIPE_SZ, sizeof bytes) == sizeof bytes);
    fill(bytes, sizeof bytes, 61);
    EXPECT(write(large[1], bytes, sizeof bytes) == sizeof bytes);
    EXPECT(mkfifo(path, 0600) == 0);
    int fifo = open(path, O_RDWR), reader = open(path, O_RDONLY);
    EXPECT(write(fifo, "named", 5) == 5);
    signal(SIGPIPE, SIG_IGN);
    await_question(argv);

    EXPECT(read(plain[0], bytes, 100) == 9 && memcmp(bytes, "in flight", 9) == 0 && fcntl(plain[0], F_GETFD) == FD_CLOEXEC);
    EXPECT(read(packets[0], bytes, 100) == 3 && read(packets[0], bytes, 100) == 5 && (fcntl(packets[1], F_GETFL) & O_DIRECT) != 0);
    EXPECT(read(ended[0], bytes, 100) == 4 && read(ended[0], bytes, 100) == 0);
    EXPECT(write(broken[1], "x", 1) == -1 && errno == EPIPE);
    EXPECT(write(full[1], bytes, 1000) == -1 && errno == EAGAIN);
    for (long got; (got = read(full[0], bytes, sizeof bytes)) > 0; filled_bytes -= got)
        continue;
    EXPECT(filled_bytes == 0 && errno == EAGAIN);
    EXPECT(fcntl(large[0], F_GETPIPE_SZ) == sizeof bytes && read(large[0], bytes, sizeof bytes) == sizeof bytes && filled(bytes, sizeof bytes, 61));
    EXPECT(read(reader, bytes, 100) == 5 && memcmp(bytes, "named", 5) == 0);
    return pass();
}
