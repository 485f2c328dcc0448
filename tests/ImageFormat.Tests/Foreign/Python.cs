using System.Diagnostics;

namespace Entracte.ImageFormat.Tests.Foreign;

/// <summary>The first python3 on the PATH.</summary>
internal static class Python
{
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
        .Select(directory => Path.Combine(directory, "python3")).FirstOrDefault(File.Exists);

    public static (int Status, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
