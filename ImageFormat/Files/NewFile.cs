using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Files;

/// <summary>Files that only their owner may read, from their first moment on.</summary>
internal static class NewFile
{
    public static SafeFileHandle Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        return new FileStream(path, options).SafeFileHandle;
    }
}
