// MPI: a ring of numbered tokens, a stencil whose result is also computed alone, and collectives with known results, all of it until the finish file is there.
// RING_OVER is "tcp" or "memory": by which of them the ranks shall have spoken, where it matters.
#include <linux/tcp.h>
#include <mpi.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WIDTH = 64, ROWS_OF_EACH = 16, SWEEPS = 4, TOKEN_INTS = 20000, DESCRIPTORS = 1024 };

static int rank, size, wrong;

static void check(int right, const char *what) { if (!right) { wrong = 1; fprintf(stderr, "rank %d: %s\n", rank, what); } }

static void pass_tokens(int step) {
    static int token[TOKEN_INTS], got[TOKEN_INTS];
    int length = step % 2 ? TOKEN_INTS : 10;
    for (int i = 0; i < length; i++) token[i] = step + i + rank;
    int next = (rank + 1) % size, before = (rank + size - 1) % size;
    MPI_Request requests[2];
    MPI_Status statuses[2];
    MPI_Irecv(got, length, MPI_INT, before, step % 1000, MPI_COMM_WORLD, &requests[0]);
    MPI_Isend(token, length, MPI_INT, next, step % 1000, MPI_COMM_WORLD, &requests[1]);
    MPI_Waitall(2, requests, statuses);
    for (int i = 0; i < length; i++) if (got[i] != step + i + before) { check(0, "token"); break; }
}

static void sweep(double (*from)[WIDTH], double (*to)[WIDTH], int rows) {
    for (int y = 1; y <= rows; y++)
        for (int x = 1; x < WIDTH - 1; x++) to[y][x] = 0.25 * (from[y - 1][x] + from[y + 1][x] + from[y][x - 1] + from[y][x + 1]);
}

static void start(double (*grid)[WIDTH], int rows, int first, int step) {
    for (int y = 0; y < rows + 2; y++) for (int x = 0; x < WIDTH; x++) grid[y][x] = (first + y + x * 7 + step) % 101;
}

/* Every rank has some rows and exchanges its borders; rank 0 computes all rows alone as well, and the two must agree to the last bit. */
static void stencil(int step) {
    int rows = ROWS_OF_EACH * size;
    double (*own)[WIDTH] = calloc(2 * (ROWS_OF_EACH + 2), sizeof *own), (*other)[WIDTH] = own + ROWS_OF_EACH + 2;
    double (*all)[WIDTH] = calloc(3 * (rows + 2), sizeof *all), (*alone)[WIDTH] = all + rows + 2, (*next)[WIDTH] = alone + rows + 2;
    start(own, ROWS_OF_EACH, rank * ROWS_OF_EACH, step);
    memcpy(other, own, (ROWS_OF_EACH + 2) * sizeof *own);
    start(alone, rows, 0, step);
    memcpy(next, alone, (rows + 2) * sizeof *alone);
    int up = rank > 0 ? rank - 1 : MPI_PROC_NULL, down = rank < size - 1 ? rank + 1 : MPI_PROC_NULL;
    for (int i = 0; i < SWEEPS; i++) {
        MPI_Sendrecv(own[1], WIDTH, MPI_DOUBLE, up, 1, own[ROWS_OF_EACH + 1], WIDTH, MPI_DOUBLE, down, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Sendrecv(own[ROWS_OF_EACH], WIDTH, MPI_DOUBLE, down, 2, own[0], WIDTH, MPI_DOUBLE, up, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        sweep(own, other, ROWS_OF_EACH);
        memcpy(own[1], other[1], ROWS_OF_EACH * sizeof *own);
        if (rank == 0) { sweep(alone, next, rows); memcpy(alone[1], next[1], rows * sizeof *alone); }
    }
    MPI_Gather(own[1], ROWS_OF_EACH * WIDTH, MPI_DOUBLE, all, ROWS_OF_EACH * WIDTH, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    check(rank != 0 || memcmp(all, alone[1], rows * sizeof *all) == 0, "stencil");
    free(own); free(all);
}

static void collect(int step) {
    int to[16], from[16], number = step + rank, sum = 0, prefix = 0, told = rank == step % size ? step : -1;
    MPI_Allreduce(&number, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    check(sum == size * step + size * (size - 1) / 2, "allreduce");
    MPI_Scan(&number, &prefix, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    check(prefix == (rank + 1) * step + rank * (rank + 1) / 2, "scan");
    MPI_Bcast(&told, 1, MPI_INT, step % size, MPI_COMM_WORLD);
    check(told == step, "bcast");
    for (int i = 0; i < size; i++) to[i] = rank * 1000 + i + step;
    MPI_Alltoall(to, 1, MPI_INT, from, 1, MPI_INT, MPI_COMM_WORLD);
    for (int i = 0; i < size; i++) check(from[i] == i * 1000 + rank + step, "alltoall");
    MPI_Barrier(MPI_COMM_WORLD);
}

/* A stencil alone brings each rank SWEEPS rows or more; what the launcher says to it is a few hundred bytes. Connections count anew in each life. */
static void check_transport(void) {
    const char *over = getenv("RING_OVER");
    unsigned long long received = 0;
    for (int descriptor = 0; descriptor < DESCRIPTORS; descriptor++) {
        struct tcp_info info = { 0 };
        if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &(socklen_t){ sizeof info }) == 0) received += info.tcpi_bytes_received;
    }
    int is_tcp = received >= SWEEPS * WIDTH * sizeof(double);
    check(!over || is_tcp == (strcmp(over, "tcp") == 0), is_tcp ? "they spoke over TCP" : "they did not speak over TCP");
}

int main(int count, char **arguments) {
    MPI_Init(&count, &arguments);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (int step = 0, done = 0; !done; step++) {
        pass_tokens(step);
        stencil(step);
        collect(step);
        if (rank == 0) { printf("step %d\n", step); fflush(stdout); }
        done = rank == 0 && access(arguments[1], F_OK) == 0;
        MPI_Bcast(&done, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }
    check_transport();
    int anybody = 0;
    MPI_Reduce(&wrong, &anybody, 1, MPI_INT, MPI_MAX, 0, MPI_COMM_WORLD);
    if (rank == 0) { printf(anybody ? "wrong\n" : "right\n"); fflush(stdout); }
    MPI_Finalize();
    return wrong;
}
