using System.Net;
using System.Net.Sockets;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Restore.Descriptors;

namespace Entracte.ProcessHook.Tests.Descriptors;

public sealed class ChecksNameWhatIsMissing : IDisposable
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int Append = 0x400;

    private readonly string folder = Directory.CreateTempSubdirectory("entracte-checks-").FullName;

    private string FilePath => Path.Combine(folder, "file");

    [Theory]
    [InlineData(ReadOnly, 100, 100, false, 0, 0)]
    [InlineData(ReadOnly, 100, 200, true, 0, 1)]
    [InlineData(ReadOnly, 100, 100, true, 0, 1)]
    [InlineData(ReadOnly, 100, 50, true, 1, 0)]
    [InlineData(WriteOnly, 100, 200, true, 0, 0)]
    [InlineData(WriteOnly, 100, 50, true, 1, 0)]
    [InlineData(WriteOnly | Append, 100, 50, true, 0, 0)]
    public void A_file_that_changed_is_judged_by_how_it_was_open(int flags, int lengthThen, int lengthNow, bool touched, int obstacles, int notes)
    {
        File.WriteAllBytes(FilePath, new byte[lengthNow]);
        var exact = Linux.FileStatus.OfPath(FilePath)!.Value.ModifiedUnixNanoseconds;
        var checks = Check(new RegularFileRecord { OpenFileId = 1, Path = FilePath, StatusFlags = flags, LengthBytes = lengthThen, ModifiedUnixNanoseconds = touched ? exact - 1 : exact });
        Assert.Equal((obstacles, notes), (checks.Obstacles.Count, checks.Notes.Count));
    }

    [Fact]
    public void Everything_that_is_missing_is_named_at_once()
    {
        var checks = Check(
            new RegularFileRecord { OpenFileId = 1, Path = FilePath },
            new DirectoryRecord { OpenFileId = 2, Path = Path.Combine(folder, "directory") },
            new DeviceRecord { OpenFileId = 3, Path = Path.Combine(folder, "device"), Device = 259 },
            new InotifyRecord { OpenFileId = 4, Watches = [new InotifyWatchRecord { Path = Path.Combine(folder, "watched") }] });
        Assert.Equal([3, 4, 5, 6], checks.Obstacles.Select(obstacle => obstacle.Descriptor!.Value));
        Assert.All(checks.Obstacles, obstacle => Assert.Equal(77, obstacle.Pid));
    }

    [Fact]
    public void A_port_that_somebody_listens_on_is_an_obstacle_and_a_free_one_is_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = (ushort)((IPEndPoint)listener.LocalEndpoint).Port;
        byte[] address = [2, 0, (byte)(port >> 8), (byte)port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        var record = new InternetSocketRecord { OpenFileId = 1, Family = 2, Type = 1, Protocol = 6, State = SocketState.Listening, LocalAddress = address };
        Assert.Contains($"127.0.0.1:{port}", Assert.Single(Check(record).Obstacles).What, StringComparison.Ordinal);
        listener.Stop();
        Assert.Empty(Check(record).Obstacles);
    }

    [Fact]
    public void A_listener_at_an_address_that_is_not_here_is_an_obstacle_except_on_one_of_several_nodes()
    {
        byte[] address = [2, 0, 200, 1, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        var record = new InternetSocketRecord { OpenFileId = 1, Family = 2, Type = 1, Protocol = 6, State = SocketState.Listening, LocalAddress = address };
        Assert.Contains("192.0.2.1:51201", Assert.Single(Check(record).Obstacles).What, StringComparison.Ordinal);
        Assert.Empty(Check(new DescriptorRestoreOptions { Address = IPAddress.Any }, record).Obstacles);
        Assert.Single(Check(new DescriptorRestoreOptions { Address = IPAddress.Any }, record with { State = SocketState.Idle }).Obstacles);
    }

    [Fact]
    public void A_unix_name_in_use_is_an_obstacle_and_a_path_left_behind_is_not()
    {
        var path = Path.Combine(folder, "socket");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var record = new UnixSocketRecord { OpenFileId = 1, Type = 1, State = SocketState.Listening, Name = System.Text.Encoding.UTF8.GetBytes(path) };
        Assert.Single(Check(record).Obstacles);
        File.Move(path, path + ".kept");
        listener.Dispose();
        File.Move(path + ".kept", path);
        Assert.Empty(Check(record).Obstacles);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static DescriptorChecks Check(params OpenFileRecord[] files) => Check(new DescriptorRestoreOptions(), files);

    private static DescriptorChecks Check(DescriptorRestoreOptions options, params OpenFileRecord[] files) => DescriptorChecks.Of(
    [
        new ProcessFileRecord
        {
            Process = new ProcessRecord { Pid = 77 },
            OpenFiles = files,
            Descriptors = [.. files.Select((file, index) => new DescriptorRecord { Number = index + 3, OpenFileId = file.OpenFileId })],
        },
    ], options);
}
