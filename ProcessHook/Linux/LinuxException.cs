using Mono.Unix.Native;

namespace Entracte.ProcessHook.Linux;

/// <summary>A system call failed. The message names the call, what it was done to, and the errno by name and meaning.</summary>
public sealed class LinuxException(string call, int errno, string subject)
    : Exception($"{call} of {KernelText.ForPeople(subject)} failed: {Describe(errno)}")
{
    /// <summary>The call's name in section 2 of the manual.</summary>
    public string Call { get; } = call;

    /// <summary>The positive errno.</summary>
    public int Errno { get; } = errno;

    /// <summary>Name and meaning of an errno.</summary>
    public static string Describe(int errno) => $"{NameOf(errno)} ({Stdlib.strerror(NativeConvert.ToErrno(errno))})";

    private static string NameOf(int errno) => NativeConvert.TryToErrno(errno, out var named) ? named.ToString() : $"errno {errno}";
}
