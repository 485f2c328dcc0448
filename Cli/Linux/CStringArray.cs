using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>
/// argv and envp for exec(3) and posix_spawn(3). The strings are bytes without their terminating zeros, because neither arguments nor
/// environments need be valid text. Nothing is freed: the address space goes away, or the command ends with an error.
/// </summary>
internal static class CStringArray
{
    public static unsafe byte** Allocate(IReadOnlyList<byte[]> strings)
    {
        var pointers = (byte**)NativeMemory.Alloc((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        for (var index = 0; index < strings.Count; index++)
            pointers[index] = String(strings[index]);
        pointers[strings.Count] = null;
        return pointers;
    }

    public static unsafe byte* String(byte[] bytes)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        copy[bytes.Length] = 0;
        return copy;
    }
}
