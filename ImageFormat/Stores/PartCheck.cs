using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>That a process file is the one that the inventory means, and not an older or newer one under its name.</summary>
internal static class PartCheck
{
    public static ProcessFileReader Required(ProcessFileReader reader, PartRecord part)
    {
        var fault = part switch
        {
            _ when reader.LengthBytes != part.LengthBytes => $"it has {reader.LengthBytes} bytes, the inventory says {part.LengthBytes}",
            _ when reader.Checksum != part.Checksum => $"its checksum is {reader.Checksum:x8}, the inventory says {part.Checksum:x8}",
            _ when reader.Record.Process.Pid != part.Pid => $"it is about pid {reader.Record.Process.Pid}, the inventory says {part.Pid}",
            _ => null,
        };
        if (fault is null)
            return reader;
        reader.Dispose();
        throw new ImageFormatException(reader.Path, null, $"this is not the file that belongs to the image: {fault}.");
    }
}
