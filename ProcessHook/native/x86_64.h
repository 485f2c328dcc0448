/*
 * All that is x86-64 here: numbers and instructions of system calls, the entries of the blob, and the signal frame through which
 * a thread goes home (arch/x86/include/asm/sigframe.h, arch/x86/include/uapi/asm/sigcontext.h).
 */
#ifndef ENTRACTE_X86_64_H
#define ENTRACTE_X86_64_H

#include "contract.h"

enum {
    SYS_read = 0, SYS_write = 1, SYS_open = 2, SYS_close = 3, SYS_mmap = 9, SYS_munmap = 11, SYS_rt_sigaction = 13, SYS_madvise = 28,
    SYS_rt_sigprocmask = 14, SYS_rt_sigreturn = 15, SYS_ioctl = 16, SYS_pause = 34, SYS_nanosleep = 35, SYS_alarm = 37, SYS_getpid = 39, SYS_getppid = 110, SYS_socket = 41,
    SYS_connect = 42, SYS_sendmsg = 46, SYS_recvmsg = 47, SYS_socketpair = 53, SYS_clone = 56, SYS_execve = 59, SYS_wait4 = 61, SYS_kill = 62,
    SYS_rename = 82, SYS_getuid = 102, SYS_getgid = 104, SYS_getpgrp = 111, SYS_getpgid = 121, SYS_capget = 125, SYS_rt_sigpending = 127, SYS_sigaltstack = 131,
    SYS_prctl = 157, SYS_arch_prctl = 158, SYS_setrlimit = 160, SYS_mount = 165, SYS_futex = 202, SYS_exit_group = 231, SYS_openat = 257, SYS_ppoll = 271, SYS_unshare = 272,
    SYS_mremap = 25, SYS_shmat = 30, SYS_shmdt = 67, SYS_userfaultfd = 323,
    SYS_poll = 7, SYS_signalfd4 = 289, SYS_dup3 = 292, SYS_preadv = 295, SYS_pwritev = 296, SYS_clone3 = 435, SYS_close_range = 436,
    SYS_sendto = 44, SYS_recvfrom = 45, SYS_shutdown = 48, SYS_setsockopt = 54, SYS_unlink = 87, SYS_umask = 95, SYS_setsid = 112, SYS_accept4 = 288, SYS_pipe2 = 293,
};

static inline s64 syscall6(s64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    s64 result;
    register u64 r10 __asm__("r10") = d;
    register u64 r8 __asm__("r8") = e;
    register u64 r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define SYSCALL_PICK(_1, _2, _3, _4, _5, _6, _7, name, ...) name
#define SYSCALL0(n) syscall6(n, 0, 0, 0, 0, 0, 0)
#define SYSCALL1(n, a) syscall6(n, (u64)(a), 0, 0, 0, 0, 0)
#define SYSCALL2(n, a, b) syscall6(n, (u64)(a), (u64)(b), 0, 0, 0, 0)
#define SYSCALL3(n, a, b, c) syscall6(n, (u64)(a), (u64)(b), (u64)(c), 0, 0, 0)
#define SYSCALL4(n, a, b, c, d) syscall6(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), 0, 0)
#define SYSCALL5(n, a, b, c, d, e) syscall6(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), 0)
#define SYSCALL6(n, a, b, c, d, e, f) syscall6(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), (u64)(f))
#define syscall(...) SYSCALL_PICK(__VA_ARGS__, SYSCALL6, SYSCALL5, SYSCALL4, SYSCALL3, SYSCALL2, SYSCALL1, SYSCALL0)(__VA_ARGS__)

/* The kernel's stack_t, inside the frame. */
struct signal_stack {
    u64 address;
    s32 flags;
    u32 pad;
    u64 bytes;
};

/* struct rt_sigframe up to the mask; siginfo follows, and the extended state lies where `fpstate` points. */
struct signal_frame {
    u64 return_address;
    u64 flags, link;
    struct signal_stack stack;
    u64 r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags;
    unsigned short cs, gs, fs, ss;
    u64 error, trap, old_mask, cr2, fpstate, reserved[8];
    u64 mask;
};

_Static_assert(__builtin_offsetof(struct signal_frame, rip) == 176, "rip in the frame");
_Static_assert(__builtin_offsetof(struct signal_frame, fpstate) == 232, "fpstate in the frame");
_Static_assert(__builtin_offsetof(struct signal_frame, mask) == 304, "mask in the frame");

/* A handler will run before the call that was interrupted: then the call must end, as signal(7) says. */
static inline void end_interrupted_call(struct signal_frame *frame)
{
    frame->rip += 2; /* home points to the syscall instruction, to issue it again */
    frame->rax = (u64)-4;
}

static inline void __attribute__((noreturn)) signal_return(struct signal_frame *frame)
{
    /* The kernel finds the frame 8 bytes below the stack pointer: as after the handler's `ret`. */
    __asm__ volatile("mov %0, %%rsp\n\tsyscall" : : "r"((u64)frame + 8), "a"((s64)SYS_rt_sigreturn) : "memory");
    __builtin_unreachable();
}

/* Switches to a fresh stack for good. */
static inline void __attribute__((noreturn)) call_on_stack(u64 stack_top, void *function, void *argument)
{
    __asm__ volatile("mov %0, %%rsp\n\txor %%ebp, %%ebp\n\tcall *%1\n\tud2" : : "d"(stack_top), "a"(function), "D"(argument) : "memory");
    __builtin_unreachable();
}

/* clone3(2) for a thread: the new one begins with function(argument) on the stack that the arguments name. */
static inline s64 clone3_thread(void *arguments, u64 arguments_bytes, void *function, void *argument)
{
    s64 result;
    register void *function_kept __asm__("r12") = function;
    register void *argument_kept __asm__("r13") = argument;
    __asm__ volatile("syscall\n\ttest %%rax, %%rax\n\tjnz 1f\n\txor %%ebp, %%ebp\n\tmov %%r13, %%rdi\n\tcall *%%r12\n\tud2\n1:"
                     : "=a"(result)
                     : "a"((s64)SYS_clone3), "D"(arguments), "S"(arguments_bytes), "r"(function_kept), "r"(argument_kept)
                     : "rcx", "r11", "memory");
    return result;
}

static inline void copy(void *to, const void *from, u64 bytes)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

#ifdef ENTRACTE_ENTRIES
/*
 * The entries. Those of threads block all signals before they leave the program's own stack, without using any: should the tracer
 * die there, a handler still runs where the program expects it to.
 */
__asm__(".pushsection .text.entries, \"ax\"\n"
        ".balign 16\n\tjmp injected\n"
        ".balign 16\n\tjmp leave\n"
        ".balign 16\n\tlea thread_home(%rip), %r12\n\tjmp on_slot_stack\n"
        ".balign 16\n\tlea thread_ask(%rip), %r12\n\tjmp on_slot_stack_masked\n"
        ".balign 16\n\tjmp husk\n"
        ".balign 16\n"
        "on_slot_stack:\n"
        "\tmov $14, %eax\n\tmov $2, %edi\n\tlea every_signal(%rip), %rsi\n\txor %edx, %edx\n\tmov $8, %r10d\n\tsyscall\n"
        "on_slot_stack_masked:\n"
        "\tlea 2048(%rbx), %rsp\n\txor %ebp, %ebp\n\tmov %rbx, %rdi\n\tcall *%r12\n\tud2\n"
        ".balign 8\n"
        "every_signal:\n\t.quad -1\n"
        ".popsection\n");

_Static_assert(THREAD_SLOT_BYTES + THREAD_STACK_BYTES == 2048, "top of the stack in a thread's slot");
#endif

#endif
