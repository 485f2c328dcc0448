namespace Entracte.ProcessHook.Injection;

/// <summary>One argument of a remote system call: a number, the address of bytes in the message, or something that an earlier call of the same batch has left.</summary>
public readonly record struct SyscallArgument
{
    private SyscallArgument(SyscallArgumentKind kind, ulong value) => (Kind, Value) = (kind, value);

    public SyscallArgumentKind Kind { get; }

    /// <summary>The literal; or the offset into the message's data; or the index of the earlier call.</summary>
    public ulong Value { get; }

    public static implicit operator SyscallArgument(long value) => new(SyscallArgumentKind.Literal, unchecked((ulong)value));

    public static implicit operator SyscallArgument(ulong value) => new(SyscallArgumentKind.Literal, value);

    public static implicit operator SyscallArgument(int value) => new(SyscallArgumentKind.Literal, unchecked((ulong)value));

    public static implicit operator SyscallArgument(RemoteBuffer buffer) => new(SyscallArgumentKind.Data, (ulong)buffer.Offset);

    /// <summary>The 32-bit number that an earlier call of the batch has written there.</summary>
    public static SyscallArgument NumberAt(RemoteBuffer buffer) => new(SyscallArgumentKind.Number, (ulong)buffer.Offset);

    public static SyscallArgument ResultOf(int call) => new(SyscallArgumentKind.Result, (ulong)call);
}
