using System.Text.Json;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ImageFormat.Tests.Records;
using MessagePack;

namespace Entracte.ImageFormat.Tests.Foreign;

/// <summary>The format belongs to nobody's library: a short script in another language, written after FORMAT.md, reads the same.</summary>
public sealed class ForeignReaderTests : IDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Foreign", "read_image.py");

    private readonly TemporaryDirectory directory = new();

    [PythonFact]
    public void A_process_file_says_the_same_to_a_foreign_reader()
    {
        SampleImage.Write(directory.File("p4711.img"));
        using var reader = ProcessFileReader.Open(directory.File("p4711.img"));
        AssertSame(reader.Record, directory.File("p4711.img"));
    }

    [PythonFact]
    public void Every_kind_of_record_is_read()
    {
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
            writer.Complete(new AnyRecord(seed: 3).Make<ProcessFileRecord>() with { OpenFiles = [.. Enumerable.Range(0, 100).Select(seed => new AnyRecord(seed).Make<OpenFileRecord>())] });
        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        AssertSame(reader.Record, directory.File("p1.img"));
    }

    [PythonFact]
    public void An_inventory_says_the_same_to_a_foreign_reader()
    {
        InventoryFile.Write(directory.File("inventory.img"), new InventoryRecord { Name = "jöb", Generation = 3, ParentGeneration = 2, Parts = [new PartRecord { Pid = 1, FileName = "p1.img" }] });
        AssertSame(InventoryFile.Read(directory.File("inventory.img")), directory.File("inventory.img"));
    }

    [PythonFact]
    public void A_foreign_reader_can_notice_damage()
    {
        SampleImage.Write(directory.File("p1.img"));
        var bytes = File.ReadAllBytes(directory.File("p1.img"));
        foreach (var offset in new[] { 3, 30, 5000, bytes.Length - 9 })
        {
            bytes[offset] ^= 1;
            File.WriteAllBytes(directory.File("p1.img"), bytes);
            Assert.Equal(1, Python.Run(Script, directory.File("p1.img")).Status);
            bytes[offset] ^= 1;
        }
    }

    public void Dispose() => directory.Dispose();

    private static void AssertSame<T>(T record, string path)
    {
        var (status, output, error) = Python.Run(Script, path);
        Assert.True(status == 0, error);
        using var ours = JsonDocument.Parse(MessagePackSerializer.ConvertToJson(MessagePackSerializer.Serialize(record)));
        using var theirs = JsonDocument.Parse(output);
        Assert.True(JsonElement.DeepEquals(ours.RootElement, theirs.RootElement.GetProperty("records")), $"ours: {ours.RootElement}\ntheirs: {output}");
    }
}
