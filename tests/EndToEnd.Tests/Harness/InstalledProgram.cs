namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Programs of the machine. The system's own are preferred: a version manager's may lie where only its owner can read.</summary>
public static class InstalledProgram
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')];

    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static string Get(string program) => Find(program) ?? throw new HarnessException($"{program} is not installed (tests/packages.txt)");

    /// <summary>A file of the folder Programs/sources beside the tests.</summary>
    public static string Source(string name) => Path.Combine(AppContext.BaseDirectory, "sources", name);
}
