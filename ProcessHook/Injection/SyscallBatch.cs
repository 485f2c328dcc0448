using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// System calls to be run one after the other inside a process, with the bytes they point to. A batch is built, sent once
/// by <see cref="ISyscallServer.Run"/>, and its reply read; it knows nothing of how it travels.
/// </summary>
public sealed class SyscallBatch
{
    private readonly List<SyscallRequest> calls = [];
    private readonly List<byte> data = [];

    public IReadOnlyList<SyscallRequest> Calls => calls;

    public ReadOnlySpan<byte> Data => CollectionsMarshal.AsSpan(data);

    /// <summary>Appends a call. Missing arguments are zero.</summary>
    /// <returns>The call's index, for <see cref="SyscallArgument.ResultOf"/> and <see cref="SyscallReply"/>.</returns>
    public int Add(long number, params ReadOnlySpan<SyscallArgument> arguments)
    {
        calls.Add(new SyscallRequest(number, arguments.ToArray()));
        return calls.Count - 1;
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

    /// <summary>Places a NUL-terminated UTF-8 string in the data area.</summary>
    public RemoteBuffer AddString(string text) => AddData([.. System.Text.Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Reserves zeroed room for what a call writes.</summary>
    public RemoteBuffer AddSpace(int sizeBytes)
    {
        var buffer = AddData([]) with { SizeBytes = sizeBytes };
        CollectionsMarshal.SetCount(data, data.Count + sizeBytes);
        CollectionsMarshal.AsSpan(data)[buffer.Offset..].Clear();
        return buffer;
    }
}
