using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Files;

/// <summary>An extent in words, for messages.</summary>
internal static class ExtentText
{
    public static string Of(ExtentRecord extent)
        => extent.ObjectId == 0
            ? $"the memory {extent.Address:x}-{extent.Address + (ulong)extent.LengthBytes:x}"
            : $"{extent.LengthBytes} bytes at {extent.Address} of object {extent.ObjectId:x}";
}
