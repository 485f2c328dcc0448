using Entracte.EndToEnd.Tests.Harness;
using Entracte.ImageFormat.Inspection;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>A session whose agents can be told where to die (tests/DoomedAgent), and what is to be found after such a death.</summary>
internal sealed class DoomedSession : IDisposable
{
    /// <summary>What agents make at the first restart, and use again.</summary>
    private static readonly string[] FilesForRestarts = ["entracte-husk", "husk.sock"];

    private string[] runtimeFiles = [];

    public UserSession User { get; } = new() { NodeProgram = Binaries.DoomedNode };

    private string DoomFile => Path.Combine(User.RuntimeDirectory, "doom");

    /// <summary>Whether what <see cref="Befall"/> wrote down has come.</summary>
    public bool HasBefallen => !File.Exists(MisfortuneFile);

    private string MisfortuneFile => Path.Combine(User.RuntimeDirectory, "misfortune");

    private string Images => Path.Combine(User.Images, Troupe.Name);

    public int[] Generations => [.. Directory.GetDirectories(Images).Where(IsCommitted).Select(path => int.Parse(Path.GetFileName(path)[1..])).Order()];

    /// <summary>Nobody is left, but for the throw-away program with which a dead agent may have been rehearsing; the next one ends it.</summary>
    public bool NothingRuns => User.Processes().All(IsRehearsal);

    /// <summary>Whether it is the throw-away program with which an agent rehearses.</summary>
    public static bool IsRehearsal(int pid) => ProcessTable.CommandLine(pid).Contains("/entracte/dry/", StringComparison.Ordinal);

    /// <summary>What an agent that has nothing to do has in its directory.</summary>
    public void RememberRuntimeFiles() => runtimeFiles = [.. RuntimeFiles(), .. FilesForRestarts];

    /// <summary>Writes down where the next agent, or the one that is there, dies.</summary>
    public void Condemn(string point)
    {
        // At once: the agent may look at any moment.
        File.WriteAllText(DoomFile + ".new", point);
        File.Move(DoomFile + ".new", DoomFile);
    }

    /// <summary>Writes down what befalls others than the agent in one of the next steps.</summary>
    public void Befall(string misfortune)
    {
        File.WriteAllText(MisfortuneFile + ".new", misfortune);
        File.Move(MisfortuneFile + ".new", MisfortuneFile);
    }

    /// <summary>Has an order given in the course of which somebody else than the agent meets with a misfortune; again, where a busy machine did not come so far.</summary>
    public CommandResult OrderWith(string misfortune, params string[] order)
    {
        CommandResult? result = null;
        Befall(misfortune);
        Waiting.Until(misfortune, () => (result = User.Run(order)) is not null && HasBefallen, () => $"{result}\n{User.Explain()}");
        return result!;
    }

    /// <summary>Has an order given in the course of which the agent dies.</summary>
    public CommandResult OrderInVain(string point, params string[] order)
    {
        Condemn(point);
        var result = User.Run(order);
        WaitForDeath(point, () => $"{result}\n{User.Explain()}");
        Assert.True(result.ExitStatus is 0 or 125, $"{point}: {result}");
        return result;
    }

    /// <summary>An agent has come to where it dies, and has died.</summary>
    public void WaitForDeath(string point, Func<string> explain)
        => Waiting.Until($"the agent's death {point}", () => !File.Exists(DoomFile) && User.Agents().Count == 0, explain);

    /// <summary>Every image is whole, and there is one.</summary>
    public void ExpectWholeImages()
    {
        Assert.NotEmpty(Generations);
        Assert.All(Generations, generation => Assert.Empty(ImageVerifier.Verify(Path.Combine(Images, $"g{generation:d6}")).Damages));
    }

    /// <summary>The next agent comes, and takes away whatever the dead one has left: of images, of files, and within the program.</summary>
    public void ExpectTidying(Troupe troupe, Dictionary<int, Footprint>? before, string when)
    {
        User.Succeed("status");
        string[] left = [];
        Waiting.Until($"images without leftovers {when}", () => (left = Leftovers()).Length == 0, () => $"{string.Join('\n', left)}\n{User.Explain()}");
        if (before is not null)
            troupe.WaitUntilAs(before, mayHaveMore: false, when);
        Waiting.Until(
            $"the runtime directory as it was {when}", () => (left = [.. RuntimeFiles().Except(runtimeFiles)]).Length == 0, () => $"too many: {string.Join('\n', left)}\n{User.Explain()}");
    }

    public void Dispose() => User.Dispose();

    private string[] RuntimeFiles()
    {
        var root = Path.Combine(User.RuntimeDirectory, "entracte");
        return [.. Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>All that belongs to no committed image.</summary>
    private string[] Leftovers() =>
    [
        .. Directory.GetDirectories(Images).Where(path => !IsCommitted(path)),
        .. Directory.GetDirectories(Images).SelectMany(Directory.GetFiles).Where(path => !path.EndsWith(".img", StringComparison.Ordinal)),
    ];

    private static bool IsCommitted(string generation) => File.Exists(Path.Combine(generation, "inventory.img"));
}
