using System.Diagnostics;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Somebody without privileges, for tests that need root to build what he then uses: ENTRACTE_TEST_USER, or the user that the build makes for the tests.</summary>
public static class PlainUser
{
    public static string Name { get; } = Environment.GetEnvironmentVariable("ENTRACTE_TEST_USER") is { Length: > 0 } chosen ? chosen : "entracte-test";

    /// <summary>Why nothing can be run as this user; null when it can.</summary>
    public static string? Obstacle()
        => Run("id", "-u", Name) is { Length: > 0 } unknown ? $"there is no user {Name}: {unknown}"
            : Run([.. Becoming([Binaries.Command, "--version"])]) is { Length: > 0 } unreadable ? $"{Name} cannot run {Binaries.Command}: {unreadable}"
            : null;

    /// <summary>The command that root gives to run this one as the user.</summary>
    public static string[] Becoming(IEnumerable<string> command) => ["setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups", .. command];

    /// <summary>Gives a file or directory away, with all that is in it.</summary>
    public static void Own(string path)
    {
        if (Run("chown", "-R", $"{Name}:{Name}", path) is { Length: > 0 } failure)
            throw new HarnessException(failure);
    }

    /// <returns>What went wrong; empty when nothing did.</returns>
    private static string Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{errors.Trim()} (status {process.ExitCode})";
    }
}
