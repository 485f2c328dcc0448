/*
 * The server of system calls: the hook in a target, the body of a husk. One flat, position-independent blob without libc,
 * relocations, writable data or strings; it decides nothing (contract.h says what it obeys).
 *
 * In a target it must at every instant be able to go home by itself: its driver may die, and then the program has to go on as if nothing had been.
 * So the context that was interrupted lies ready in a signal frame before the first instruction here runs.
 */
#define ENTRACTE_ENTRIES
#include "x86_64.h"

enum {
    AF_UNIX = 1, SOCK_SEQPACKET = 5, SOL_SOCKET = 1, SCM_RIGHTS = 1,
    MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x40000000, MSG_TRUNC = 0x20, MSG_CTRUNC = 8, CLOEXEC = 02000000,
    PROT_RWX = 7, MAP_PRIVATE_ANONYMOUS = 0x22, MAP_FIXED_NOREPLACE = 0x100000, MADV_POPULATE_WRITE = 23,
    READ_BYTES_MAX = 64 << 10, POPULATE_BYTES_MIN = 8 << 10,
    SA_RESTART = 0x10000000, WALL = 0x40000000, SIGKILL = 9, EINTR = 4, EAGAIN = 11, EINVAL = 22, EMFILE = 24, EMSGSIZE = 90, ENODATA = 61,
    CLONE_FILES = 0x400, CLONE_PIDFD = 0x1000,
    CLONE_THREAD_FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000, /* VM FS FILES SIGHAND THREAD SYSVSEM */
    PR_GET_TSC = 25, PR_GET_TIMERSLACK = 30, PR_MCE_KILL_GET = 34, PR_GET_NO_NEW_PRIVS = 39, PR_GET_TID_ADDRESS = 40, ARCH_GET_CPUID = 0x1011, FUTEX_WAIT = 128, FUTEX_WAKE = 129, /* both private */
    FIONREAD = 0x541b, PATIENCE = 10000, PATIENCE_WITH_LINES = 1000, /* begun lines are not counted */
};

struct message_vector { u64 name; u32 name_bytes, pad; struct run *vector; u64 vector_count; void *control; u64 control_bytes; u32 flags, pad2; };
struct control { u64 bytes; s32 level, type; s32 descriptors[DESCRIPTORS_MAX + 1]; };
struct clone_arguments { u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_bytes, tls, set_tid, set_tid_count, cgroup; };
struct signal_action { u64 handler, flags, restorer, mask; };

_Static_assert(sizeof(struct thread_slot) == THREAD_SLOT_BYTES, "a thread's slot");
_Static_assert(PARAMETERS_OFFSET + sizeof(struct parameters) <= STACK_OFFSET, "room for the parameters");

static void __attribute__((noreturn)) serve(struct parameters *self);

static inline struct header *message_of(struct parameters *self)
{
    return (struct header *)(self->area_start + MESSAGE_OFFSET);
}

static inline s64 *results_of(struct header *message)
{
    /* Results take the place of the calls: the n-th lies in a call that has been run already. */
    return (s64 *)(message + 1);
}

#include "lent.h"

/* ---- going home ---- */

/* Whether a handler will run as soon as the mask is the program's again, so that the interrupted call must fail with EINTR (signal(7)). */
static int handler_is_due(u64 mask, u32 restart_error)
{
    u64 pending = 0;
    struct signal_action action;
    syscall(SYS_rt_sigpending, &pending, 8);
    pending &= ~mask;
    for (u32 number = 1; number <= 64; number++) {
        if (!(pending >> (number - 1) & 1) || syscall(SYS_rt_sigaction, number, 0, &action, 8) != 0 || action.handler <= 1)
            continue;
        return restart_error != 512 || !(action.flags & SA_RESTART);
    }
    return 0;
}

static void __attribute__((noreturn)) go_home(struct home *home)
{
    struct signal_frame *frame = (struct signal_frame *)home->frame;
    if (home->restart_error != 0 && home->restart_error != 513 && handler_is_due(frame->mask, home->restart_error))
        end_interrupted_call(frame);
    syscall(SYS_sigaltstack, 0, &frame->stack); /* rt_sigreturn sets it to what the frame says */
    signal_return(frame);
}

/* The driver is gone. */
static void __attribute__((noreturn)) alone(struct parameters *self)
{
    syscall(SYS_close, self->socket);
    __atomic_store_n(&self->are_alone, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &self->are_alone, FUTEX_WAKE, 0x7fffffff);
    if (self->exit_when_alone)
        syscall(SYS_exit_group, EXIT_ALONE);
    if (self->snapshot_pid > 0) {
        syscall(SYS_kill, self->snapshot_pid, SIGKILL);
        syscall(SYS_wait4, self->snapshot_pid, 0, WALL, 0);
    }
    give_back_lent(self);
    go_home(&self->home);
}

static void __attribute__((noreturn)) park(void)
{
    for (;;)
        syscall(SYS_pause); /* all signals are blocked; only the tracer ends this */
}

/* ---- messages ---- */

static s64 receive(struct parameters *self, struct control *control)
{
    struct run vector = { (u64)message_of(self), MESSAGE_BYTES };
    struct message_vector message = { 0, 0, 0, &vector, 1, control, sizeof *control, 0, 0 };
    s64 length;
    control->bytes = 0;
    do
        length = syscall(SYS_recvmsg, self->socket, &message, MSG_CMSG_CLOEXEC);
    while (length == -EINTR);
    if (length >= (s64)sizeof(struct header) && (message.flags & (MSG_TRUNC | MSG_CTRUNC)))
        message_of(self)->kind = 0; /* cut off: answered with EINVAL */
    if (message.control_bytes < 16)
        control->bytes = 0;
    return length;
}

static void reply(struct parameters *self, u64 result_bytes, const s32 *descriptors, u32 descriptor_count)
{
    struct header *message = message_of(self);
    struct run vector[3] = {
        { (u64)message, sizeof *message },
        { (u64)results_of(message), result_bytes },
        { (u64)message + message->data_offset, message->data_bytes },
    };
    struct control control;
    struct message_vector out = { 0, 0, 0, vector, 3, 0, 0, 0, 0 };
    if (descriptor_count > 0) {
        control.bytes = 16 + 4 * descriptor_count;
        control.level = SOL_SOCKET;
        control.type = SCM_RIGHTS;
        copy(control.descriptors, descriptors, 4 * descriptor_count);
        out.control = &control;
        out.control_bytes = 16 + (4 * descriptor_count + 7) / 8 * 8;
    }
    while (syscall(SYS_sendmsg, self->socket, &out, MSG_NOSIGNAL) == -EINTR)
        ;
}

static void reply_result(struct parameters *self, s64 result)
{
    message_of(self)->result = result;
    message_of(self)->data_bytes = 0;
    reply(self, 0, 0, 0);
}

/* ---- requests ---- */

static void nap(void)
{
    u64 time[2] = { 0, 20000 };
    syscall(SYS_nanosleep, time, 0);
}

static s64 await_number(s64 descriptor, u64 request, s64 wanted, u32 patience)
{
    s32 found = 0;
    for (; patience > 0; patience--) {
        s64 result = syscall(SYS_ioctl, descriptor, request, &found);
        if (result < 0)
            return result;
        if (found >= (wanted < AWAIT_MOST ? wanted : AWAIT_MOST))
            break;
        nap();
    }
    return found;
}

static s64 write_all(s64 descriptor, u64 address, s64 count, s64 other_side)
{
    s64 done = 0;
    for (u32 patience = PATIENCE; done < count && patience > 0;) {
        s64 last = count - done, before_last = last - 2 * LAST_PIECE_BYTES;
        s64 piece = before_last > PIECE_BYTES ? PIECE_BYTES : before_last > 0 ? before_last : last < LAST_PIECE_BYTES ? last : LAST_PIECE_BYTES;
        if (before_last == 0 && done > 0)
            await_number(other_side, FIONREAD, done, PATIENCE_WITH_LINES);
        s64 written = syscall(SYS_write, descriptor, address + (u64)done, piece);
        if (written > 0) {
            done += written;
            continue;
        }
        if (written != -EAGAIN && written != -EINTR)
            return done > 0 ? done : written;
        patience--;
        nap();
    }
    return done;
}

static s64 read_all(s64 descriptor, u64 address, s64 count)
{
    s64 done = 0, got;
    do {
        got = syscall(SYS_read, descriptor, address + (u64)done, count - done);
        done += got > 0 ? got : 0;
    } while (done < count && (got > 0 || got == -EINTR));
    return done > 0 || got == -EAGAIN ? done : got;
}

static s64 call_one(s64 number, const u64 *values)
{
    switch (number) {
    case CALL_WRITE_ALL: return write_all((s64)values[0], values[1], (s64)values[2], (s64)values[3]);
    case CALL_AWAIT: return await_number((s64)values[0], values[1], (s64)values[2], PATIENCE);
    case CALL_READ_ALL: return read_all((s64)values[0], values[1], (s64)values[2]);
    default: return syscall6(number, values[0], values[1], values[2], values[3], values[4], values[5]);
    }
}

static void run_calls(struct parameters *self)
{
    struct header *message = message_of(self);
    struct call *calls = (struct call *)(message + 1);
    s64 *results = results_of(message);
    for (u32 index = 0; index < message->count; index++) {
        struct call *call = &calls[index];
        u64 values[6];
        for (u32 position = 0; position < 6; position++) {
            u32 kind = call->kinds >> (4 * position) & 15;
            u64 value = call->arguments[position];
            u64 place = (u64)message + message->data_offset + value;
            values[position] = kind == ARGUMENT_DATA ? place : kind == ARGUMENT_RESULT ? (u64)results[value] : kind == ARGUMENT_NUMBER ? *(u32 *)place : value;
        }
        s64 number = call->number; /* gone as soon as the result is there */
        results[index] = call_one(number, values);
        if (number == SYS_close)
            forget_lent(self, (s32)values[0]);
        else if (number == SYS_open || number == SYS_openat || number == SYS_userfaultfd)
            results[index] = keep_lent(self, results[index]);
        else if (number == SYS_shmat || (number == SYS_mremap && values[1] == 0))
            results[index] = keep_mapping(self, results[index], number == SYS_mremap ? values[2] : 0);
        else if (number == SYS_munmap || number == SYS_shmdt)
            forget_mapping(self, values[0]);
    }
    message->result = 0;
    reply(self, 8ul * message->count, 0, 0);
}

/*
 * What is missing of the pages that a read will fill is made by one call: the faults of the read would cost more (madvise(2), MADV_POPULATE_WRITE).
 * Where the kernel cannot, it is for the read to fault, or to say why not.
 */
static void make_pages(const struct run *run, const struct run *end)
{
    for (; run < end; run++)
        if (run->length >= POPULATE_BYTES_MIN)
            syscall(SYS_madvise, run->address, run->length, MADV_POPULATE_WRITE);
}

/* Both transfers may end early; they go on until all is done or an error says why not. Reads go by portions that are still in the cache when they are filled. */
static void transfer(struct parameters *self, s64 call_number)
{
    struct header *message = message_of(self);
    struct run *run = (struct run *)(message + 1), *end = run + message->count;
    u64 offset = message->arguments[1], done = 0;
    s64 moved = 0;
    while (run < end) {
        if (run->length == 0) {
            run++;
            continue;
        }
        u64 count = 0, bytes = 0, portion = call_number == SYS_preadv ? READ_BYTES_MAX : ~0ul;
        for (; run + count < end && count < RUNS_PER_CALL_MAX && bytes < portion; count++)
            bytes += run[count].length;
        u64 excess = bytes > portion ? bytes - portion : 0;
        run[count - 1].length -= excess;
        if (call_number == SYS_preadv)
            make_pages(run, run + count);
        moved = syscall(call_number, message->arguments[0], run, count, offset, 0);
        run[count - 1].length += excess;
        if (moved == -EINTR)
            continue;
        if (moved <= 0)
            break;
        offset += moved;
        done += moved;
        for (; run < end && (u64)moved >= run->length; run++)
            moved -= run->length;
        if (moved > 0) {
            run->address += moved;
            run->length -= moved;
        }
        moved = 0;
    }
    message->arguments[0] = done;
    reply_result(self, moved < 0 ? moved : run < end ? -ENODATA : (s64)done);
}

static void accept_descriptors(struct parameters *self, struct control *control)
{
    struct header *message = message_of(self);
    u32 count = control->bytes < 16 ? 0 : (control->bytes - 16) / 4;
    if (self->lent_count + count > LENT_MAX) /* the driver hears that none arrived */
        while (count > 0)
            syscall(SYS_close, control->descriptors[--count]);
    for (u32 index = 0; index < count && !self->exit_when_alone; index++)
        self->lent[self->lent_count++] = control->descriptors[index];
    copy(results_of(message), control->descriptors, 4ul * count);
    message->count = count;
    message->data_bytes = 0;
    message->result = count;
    reply(self, 4ul * count, 0, 0);
}

static void move_socket(struct parameters *self)
{
    s32 number = (s32)message_of(self)->arguments[0];
    s64 result = number == self->socket ? number : syscall(SYS_dup3, self->socket, number, CLOEXEC);
    if (result >= 0 && number != self->socket) {
        syscall(SYS_close, self->socket);
        self->socket = number;
    }
    reply_result(self, result);
}

static void clone_process(struct parameters *self)
{
    struct header *message = message_of(self);
    s32 ends[2], pidfd = -1;
    s32 pid = (s32)message->arguments[1];
    u64 flags = message->arguments[0];
    s64 result = syscall(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET | CLOEXEC, 0, ends);
    if (result < 0) {
        reply_result(self, result);
        return;
    }
    struct clone_arguments arguments = { flags | CLONE_PIDFD, (u64)&pidfd, 0, 0, message->arguments[2], 0, 0, 0, (u64)&pid, pid > 0, 0 };
    result = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (result == 0) {
        if (!(flags & CLONE_FILES)) { /* with a shared table the parent's numbers are its own */
            syscall(SYS_close, self->socket);
            syscall(SYS_close, ends[1]);
        }
        self->socket = ends[0];
        self->guard = 0;
        serve(self);
    }
    if (result < 0 || !(flags & CLONE_FILES))
        syscall(SYS_close, ends[0]);
    s32 passed[2] = { ends[1], pidfd };
    message->result = result;
    message->arguments[0] = ends[0]; /* the child's own number of its socket */
    message->data_bytes = 0;
    reply(self, 0, passed, result < 0 ? 0 : 2);
    syscall(SYS_close, ends[1]);
    if (result >= 0)
        syscall(SYS_close, pidfd);
}

/* A new thread of a husk: it does for itself what only it can, answers in the server's place, and waits for its registers. */
static void __attribute__((noreturn)) thread_begin(struct parameters *self)
{
    run_calls(self);
    park();
}

static void clone_thread(struct parameters *self)
{
    struct header *message = message_of(self);
    s32 tid = (s32)message->arguments[1];
    u64 top = message->arguments[2];
    struct clone_arguments arguments = { message->arguments[0] | CLONE_THREAD_FLAGS, 0, message->arguments[3], 0, 0,
                                         top - THREAD_STACK_BYTES, THREAD_STACK_BYTES, 0, (u64)&tid, tid > 0, 0 };
    s64 result = clone3_thread(&arguments, sizeof arguments, thread_begin, self);
    if (result < 0)
        reply_result(self, result);
}

static void move(struct parameters *self)
{
    struct header *message = message_of(self);
    u64 address = message->arguments[0], bytes = message->arguments[1];
    s64 result = syscall(SYS_mmap, address, bytes, PROT_RWX, MAP_PRIVATE_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (result != (s64)address) { /* an old kernel takes the address for a hint */
        if (result >= 0)
            syscall(SYS_munmap, result, bytes);
        reply_result(self, result < 0 ? result : -EINVAL);
        return;
    }
    copy((void *)address, (void *)self->area_start, PARAMETERS_OFFSET + sizeof *self);
    copy((void *)(address + MESSAGE_OFFSET), message, sizeof *message);
    struct parameters *moved = (struct parameters *)(address + PARAMETERS_OFFSET);
    moved->old_area_start = self->area_start;
    moved->old_area_bytes = self->area_bytes;
    moved->area_start = address;
    moved->area_bytes = bytes;
    call_on_stack(address + MESSAGE_OFFSET, (void *)(address + ENTRY_HUSK), moved);
}

static void __attribute__((noreturn)) serve(struct parameters *self)
{
    struct control control;
    if (self->old_area_bytes > 0) {
        s64 result = syscall(SYS_munmap, self->old_area_start, self->old_area_bytes);
        self->old_area_bytes = 0;
        reply_result(self, result);
    }
    for (;;) {
        struct header *message = message_of(self);
        if (receive(self, &control) < (s64)sizeof *message)
            alone(self);
        switch (message->kind) {
        case REQUEST_SYSCALLS: run_calls(self); break;
        case REQUEST_WRITE: transfer(self, SYS_pwritev); break;
        case REQUEST_READ: transfer(self, SYS_preadv); break;
        case REQUEST_DESCRIPTORS: accept_descriptors(self, &control); break;
        case REQUEST_MOVE_SOCKET: move_socket(self); break;
        case REQUEST_CLONE_PROCESS: clone_process(self); break;
        case REQUEST_CLONE_THREAD: clone_thread(self); break;
        case REQUEST_MOVE: move(self); break;
        case REQUEST_PARK:
            reply_result(self, 0);
            syscall(SYS_close, self->socket);
            park();
        case REQUEST_GUARD:
            if (self->guard != 0) {
                reply_result(self, 0);
                ((void (*)(struct parameters *, u64, u64))self->guard)(self, message->arguments[0], message->arguments[1]);
            }
            /* fall through */
        default: reply_result(self, -EINVAL);
        }
    }
}

/* ---- entries ---- */

void __attribute__((used, noreturn)) husk(struct parameters *self)
{
    serve(self);
}

void __attribute__((used, noreturn)) injected(struct parameters *self)
{
    /* The tracer stops at the end of this call, takes a copy of the second end, and lets us close ours. When it dies before that, receiving ends at once. */
    if (syscall(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET | CLOEXEC, 0, &self->socket) < 0)
        go_home(&self->home);
    syscall(SYS_close, self->peer);
    serve(self);
}

void __attribute__((used, noreturn)) leave(struct parameters *self)
{
    give_back_lent(self);
    syscall(SYS_close, self->socket);
    go_home(&self->home);
}

void __attribute__((used, noreturn)) thread_home(struct thread_slot *slot)
{
    go_home(&slot->home);
}

void __attribute__((used, noreturn)) thread_ask(struct thread_slot *slot)
{
    slot->results[0] = syscall(SYS_sigaltstack, 0, slot->stack);
    slot->results[1] = syscall(SYS_prctl, PR_GET_TID_ADDRESS, &slot->tid_address);
    slot->timer_slack = syscall(SYS_prctl, PR_GET_TIMERSLACK, 0, 0, 0, 0);
    syscall(SYS_prctl, PR_GET_TSC, &slot->timestamp_counter, 0, 0, 0);
    slot->cpuid = (s32)syscall(SYS_arch_prctl, ARCH_GET_CPUID, 0);
    slot->machine_check = (s32)syscall(SYS_prctl, PR_MCE_KILL_GET, 0, 0, 0, 0);
    slot->no_new_privileges = (s32)syscall(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    struct parameters *parameters = (struct parameters *)slot->parameters;
    __atomic_add_fetch(&parameters->answers, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&parameters->are_alone, __ATOMIC_SEQ_CST) == 0)
        syscall(SYS_futex, &parameters->are_alone, FUTEX_WAIT, 0, 0);
    go_home(&slot->home);
}
