namespace Entracte.ProcessHook.Injection;

/// <summary>The hook's code, carried in this assembly.</summary>
internal static class HookBlob
{
    private static readonly byte[] Bytes = Load("hook.bin");

    public static ReadOnlySpan<byte> Code => Bytes;

    public static byte[] Load(string resource)
    {
        using var stream = typeof(HookBlob).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"the assembly was built without its resource {resource}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
