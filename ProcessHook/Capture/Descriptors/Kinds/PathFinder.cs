using System.Text;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>
/// Finds a path to a file of which only device and inode are known. The kernel could tell (open_by_handle_at(2)), but only to the
/// privileged; so the places where a program's files usually lie are searched, near ones first, and not for ever.
/// </summary>
internal sealed class PathFinder(CaptureContext context)
{
    private const int EntriesAtMost = 100_000;

    private readonly Dictionary<FileIdentity, string> seen = [];
    private IEnumerator<string>? search;
    private int visited;

    public string? Find(FileIdentity wanted)
    {
        search ??= Candidates().GetEnumerator();
        while (!seen.ContainsKey(wanted) && visited++ < EntriesAtMost && search.MoveNext())
        {
            if (FileStatus.OfPath(search.Current) is { } status)
                seen.TryAdd(status.Identity, search.Current);
        }
        return seen.GetValueOrDefault(wanted);
    }

    private IEnumerable<string> Candidates()
    {
        var places = Places().Distinct().ToList();
        string[] standard = ["/", "/etc", "/run", "/dev", "/dev/pts", "/dev/shm", "/var", "/usr", "/home", "/tmp"];
        var near = places.Concat(places.SelectMany(Ancestors)).Concat(standard).Distinct().ToList();
        var roots = places.Concat(places.Select(Path.GetDirectoryName).OfType<string>()).Append("/tmp").Append(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)).Append("/etc");
        return near.Concat(SharedDirectories()).Concat(Below(roots.Distinct().Where(path => path != "/" && Directory.Exists(path))));
    }

    /// <summary>Working directories, everything open, and what the command lines name.</summary>
    private IEnumerable<string> Places()
    {
        foreach (var member in context.Members)
        {
            var directory = new DirectoryInfo($"/proc/{member.LivingTid}/cwd").LinkTarget ?? "/";
            yield return directory;
            foreach (var argument in File.ReadAllText($"/proc/{member.LivingTid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries))
                yield return Path.GetFullPath(argument, directory);
        }
        foreach (var file in context.Files.Where(file => file.Link.StartsWith('/')))
            yield return file.Link;
    }

    /// <summary>
    /// What services and desktops watch (D-Bus its service files): the directories of settings and shared data, two levels deep. All that lies in them would be too much to look at
    /// while somebody stands still.
    /// </summary>
    private IEnumerable<string> SharedDirectories()
    {
        const string Variable = "XDG_DATA_DIRS=";
        var named = context.Members.SelectMany(member => Encoding.UTF8.GetString(SmallFile.ReadAll($"/proc/{member.LivingTid}/environ")).Split('\0'))
            .Where(entry => entry.StartsWith(Variable, StringComparison.Ordinal)).SelectMany(entry => entry[Variable.Length..].Split(':')).Where(Path.IsPathRooted);
        foreach (var root in named.Concat(["/etc", "/usr/local/share", "/usr/share"]).Distinct().Where(Directory.Exists))
        {
            foreach (var directory in EntriesOf(root).Where(IsDirectory).Select(entry => entry.FullName))
            {
                yield return directory;
                foreach (var inside in EntriesOf(directory).Where(IsDirectory).Select(entry => entry.FullName))
                    yield return inside;
            }
        }
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
            yield return parent;
    }

    /// <summary>Breadth first through all roots at once, so that a large one does not hide what is near in another; links to directories are not followed.</summary>
    private static IEnumerable<string> Below(IEnumerable<string> roots)
    {
        var directories = new Queue<string>(roots);
        while (directories.TryDequeue(out var directory))
        {
            foreach (var entry in EntriesOf(directory))
            {
                yield return entry.FullName;
                if (IsDirectory(entry))
                    directories.Enqueue(entry.FullName);
            }
        }
    }

    private static bool IsDirectory(FileSystemInfo entry) => entry is DirectoryInfo { LinkTarget: null };

    private static IEnumerable<FileSystemInfo> EntriesOf(string directory)
    {
        try
        {
            // Opened here, and not when the first entry is asked for.
            return new DirectoryInfo(directory).EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 });
        }
        catch (IOException)
        {
            return []; // somebody has removed it meanwhile
        }
    }
}
