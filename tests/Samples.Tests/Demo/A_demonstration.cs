using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Entracte.Samples.Tests.Demo;

public partial class A_demonstration
{
    [Fact]
    public async Task Tells_of_two_lives_whose_digits_are_right()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Entracte.Demo.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var demo = Process.Start(start)!;
        var (output, errors) = (demo.StandardOutput.ReadToEndAsync(), demo.StandardError.ReadToEndAsync());
        await demo.WaitForExitAsync();

        Assert.True(demo.ExitCode == 0, $"{await output}{await errors}");
        Assert.Matches(SecondLife(), await output);
    }

    [GeneratedRegex("The second life went on with digit \\d+\\. All digits of both lives are right")]
    private static partial Regex SecondLife();
}
