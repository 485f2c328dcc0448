using System.Diagnostics;

namespace Entracte.House.Tests;

/// <summary>On a machine that lacks what the build needs, the README's lines say what to install.</summary>
public sealed class MissingRequirementsTests : IDisposable
{
    private readonly string programs = Directory.CreateTempSubdirectory("entracte-house-").FullName;

    [Fact]
    public void Without_the_sdk_and_a_compiler_both_are_asked_for()
    {
        var (status, _, errors) = Build("dirname");
        Assert.Equal(1, status);
        Assert.StartsWith("Please install the .NET 10 SDK", errors, StringComparison.Ordinal);
        Assert.Contains("apt-get install gcc", errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Without_the_sdk_alone_nothing_else_is_asked_for()
    {
        var (status, _, errors) = Build("dirname", "gcc");
        Assert.Equal(1, status);
        Assert.StartsWith("Please install the .NET 10 SDK", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("gcc", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_compiler_alone_nothing_else_is_asked_for()
    {
        var (status, output, errors) = Build("dirname", "dotnet");
        var said = output + errors;
        Assert.True(status != 0, said);
        Assert.Contains("Please install gcc (Debian: apt-get install gcc libc6-dev)", said, StringComparison.Ordinal);
        Assert.DoesNotContain("SDK", said, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(programs, recursive: true);

    /// <summary>What the build says where only these programs are on the PATH; the door to it, and no other target, may look at anything before.</summary>
    private (int Status, string Output, string Errors) Build(params string[] present)
    {
        foreach (var program in present)
            File.CreateSymbolicLink(Path.Combine(programs, program), Find(program));
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Checkout.Root, "build.sh"), "Requirements"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = programs;
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return (build.ExitCode, output, errors.Result);
    }

    private static string Find(string program)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).First(File.Exists);
        // dotnet looks for its SDKs beside itself.
        return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
    }
}
