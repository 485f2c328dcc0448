namespace Entracte.Cli.Launching;

/// <summary>Arguments and environment as bytes, from /proc: .NET's strings lose what is not valid UTF-8, and double variables.</summary>
internal static class Inherited
{
    /// <summary>The last arguments of this command.</summary>
    public static IReadOnlyList<byte[]> LastArguments(int count) => Strings("/proc/self/cmdline")[^count..];

    public static List<byte[]> AllArguments() => [.. Strings("/proc/self/cmdline")];

    public static List<byte[]> Environment() => [.. Strings("/proc/self/environ")];

    /// <summary>The environment without the mark of the computation that this command may itself run in.</summary>
    public static List<byte[]> EnvironmentWithout(string variable)
    {
        var prefix = System.Text.Encoding.UTF8.GetBytes(variable + "=");
        return [.. Environment().Where(entry => !entry.AsSpan().StartsWith(prefix))];
    }

    private static byte[][] Strings(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var strings = new List<byte[]>();
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)0);
            if (length < 0)
                length = bytes.Length - start;
            strings.Add(bytes[start..(start + length)]);
            start += length + 1;
        }

        return [.. strings];
    }
}
