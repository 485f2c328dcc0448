using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>Where others could listen or write, nothing is done at all.</summary>
public sealed class RuntimeDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly UserSession session = new();

    private string Place => session.PathOf("run/entracte");

    public void Dispose() => session.Dispose();

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupExecute)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_directory_that_others_may_enter_is_refused(UnixFileMode others)
    {
        Directory.CreateDirectory(Place);
        File.SetUnixFileMode(Place, OwnerOnly | others);
        var refusal = session.Refuse("launch", "true");
        Assert.Contains(Place, refusal.Errors, StringComparison.Ordinal);
        Assert.Contains("chmod 700", refusal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_in_its_place_is_refused()
    {
        Directory.CreateDirectory(session.PathOf("elsewhere"), OwnerOnly);
        File.CreateSymbolicLink(Place, session.PathOf("elsewhere"));
        Assert.Contains("not a directory", session.Refuse("status").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        File.WriteAllText(Place, "");
        Assert.Contains("not a directory", session.Refuse("status").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused()
    {
        var longPath = session.PathOf(new string('x', 100));
        Directory.CreateDirectory(longPath);
        var refusal = session.RunProgram("/usr/bin/env", $"XDG_RUNTIME_DIR={longPath}", Binaries.Command, "status");
        Assert.Equal(125, refusal.ExitStatus);
        Assert.Contains("too long", refusal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_directory_that_does_not_exist_is_refused_with_what_to_do()
    {
        var refusal = session.RunProgram("/usr/bin/env", "XDG_RUNTIME_DIR=/proc/nowhere", Binaries.Command, "status");
        Assert.Equal(125, refusal.ExitStatus);
        Assert.Contains("XDG_RUNTIME_DIR", refusal.Errors, StringComparison.Ordinal);
    }
}
