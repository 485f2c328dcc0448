using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// System calls to be run one after the other inside a process, with the bytes they point to. A batch is built, sent once
/// to an <see cref="ISyscallServer"/>, and its reply read; it knows nothing of how it travels.
/// </summary>
public sealed class SyscallBatch
{
    private readonly List<Contract.Call> calls = [];
    private readonly List<byte> data = [];

    /// <summary>How many calls there are.</summary>
    public int Count => calls.Count;

    /// <summary>What it takes of a message (bytes).</summary>
    public int LengthBytes => calls.Count * Unsafe.SizeOf<Contract.Call>() + data.Count;

    /// <summary>The calls as they travel.</summary>
    internal ReadOnlySpan<Contract.Call> Calls => CollectionsMarshal.AsSpan(calls);

    public ReadOnlySpan<byte> Data => CollectionsMarshal.AsSpan(data);

    /// <summary>Appends a call. Missing arguments are zero.</summary>
    /// <returns>The call's index, for <see cref="SyscallArgument.ResultOf"/> and <see cref="SyscallReply"/>.</returns>
    /// <exception cref="ArgumentException">An argument is the result of a call that is not among those before it.</exception>
    public int Add(long number, params ReadOnlySpan<SyscallArgument> arguments)
    {
        var index = calls.Count;
        var call = new Contract.Call { Number = number };
        for (var position = 0; position < arguments.Length; position++)
        {
            var argument = arguments[position];
            if (argument.Kind == SyscallArgumentKind.Result && argument.Value >= (ulong)index)
                throw new ArgumentException($"call {index} refers to the result of call {argument.Value}, which has not run yet", nameof(arguments));
            call.Arguments[position] = argument.Value;
            call.Kinds |= (uint)argument.Kind << (4 * position);
        }
        calls.Add(call);
        return index;
    }

    /// <summary>Places bytes in the data area, 16-byte aligned.</summary>
    public RemoteBuffer AddData(ReadOnlySpan<byte> bytes)
    {
        while (data.Count % 16 != 0)
            data.Add(0);
        var buffer = new RemoteBuffer(data.Count, bytes.Length);
        data.AddRange(bytes);
        return buffer;
    }

    /// <summary>Places a structure in the data area.</summary>
    public RemoteBuffer AddData<T>(in T value)
        where T : unmanaged
        => AddData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in value, 1)));

    /// <summary>Places 64-bit numbers one after the other.</summary>
    public RemoteBuffer AddNumbers(params ReadOnlySpan<ulong> numbers) => AddData(MemoryMarshal.AsBytes(numbers));

    /// <summary>Places a NUL-terminated string in the data area, UTF-8 or, with what is none, as <see cref="Linux.KernelText"/> writes it.</summary>
    public RemoteBuffer AddString(string text) => AddData([.. Linux.KernelText.ToBytes(text), 0]);

    /// <summary>Reserves zeroed room for what a call writes.</summary>
    public RemoteBuffer AddSpace(int sizeBytes)
    {
        var buffer = AddData([]) with { SizeBytes = sizeBytes };
        CollectionsMarshal.SetCount(data, data.Count + sizeBytes);
        CollectionsMarshal.AsSpan(data)[buffer.Offset..].Clear();
        return buffer;
    }
}
