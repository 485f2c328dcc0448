namespace Entracte.Bench;

/// <summary>CRIU, by its command, as root.</summary>
internal sealed class CriuContender : IContender
{
    // Both ends of every connection are in the image: there is nobody to be locked out meanwhile.
    private static readonly string[] Connections = ["--tcp-established", "--network-lock", "skip"];
    private readonly string criu, images;

    private CriuContender(string criu)
    {
        this.criu = criu;
        Folder = Directory.CreateTempSubdirectory("entracte-bench-criu-").FullName;
        images = Path.Combine(Folder, "images");
    }

    public string Name => "CRIU";

    public string Folder { get; }

    /// <summary>Null, with a word why, where there is none that works.</summary>
    public static CriuContender? Find(string? chosen)
    {
        var criu = chosen ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "criu")).FirstOrDefault(File.Exists);
        if (criu is null)
            return Without("there is no criu on the PATH (or name one: --criu=PATH)");
        if (!Environment.IsPrivilegedProcess)
            return Without("it needs root");
        var contender = new CriuContender(criu);
        var trial = Child.Start([criu, "check"], Path.Combine(contender.Folder, "output"));
        trial.WaitForEnd();
        return trial.Output.Contains("Looks good", StringComparison.Ordinal) ? contender : Without($"{criu} check says: {trial.Output.Trim()}");
    }

    public Child Launch(IReadOnlyList<string> program) => Child.Start(["setsid", .. program], Path.Combine(Folder, "program"));

    public void Checkpoint(Child program, bool waitsForDisk)
    {
        Dump(program, "--leave-running");
        if (waitsForDisk)
            Sync();
    }

    public void CheckpointAndKill(Child program)
    {
        Dump(program);
        program.WaitForEnd();
        // The others are orphans now. Their pids, which a restart wants, are free when pid 1 has reaped them.
        foreach (var core in Directory.EnumerateFiles(images, "core-*.img"))
            while (Directory.Exists($"/proc/{Path.GetFileNameWithoutExtension(core)[5..]}"))
                Thread.Sleep(1);
    }

    // Not detached: the command then lasts as long as the program, as ours does.
    public Child Restart() => Child.Start([criu, "restore", "-D", images, .. Connections], Path.Combine(Folder, "output"));

    public long ImageBytes() => Directory.EnumerateFiles(images).Sum(file => new FileInfo(file).Length);

    public void Forget()
    {
        if (Directory.Exists(images))
            Directory.Delete(images, recursive: true);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Dump(Child program, params string[] options)
    {
        Directory.CreateDirectory(images);
        Child.Start([criu, "dump", "-t", $"{program.Pid}", "-D", images, .. Connections, .. options], Path.Combine(Folder, "output")).Await();
    }

    private void Sync()
    {
        foreach (var file in Directory.EnumerateFiles(images))
        {
            using var image = File.OpenHandle(file, access: FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(image);
        }
    }

    private static CriuContender? Without(string reason)
    {
        Console.Error.WriteLine($"CRIU is not measured: {reason}.");
        return null;
    }
}
