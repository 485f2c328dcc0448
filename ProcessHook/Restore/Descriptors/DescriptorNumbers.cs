using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Which numbers are whose while a husk is being furnished: those of the image, then the server's, then those used in passing.</summary>
public static class DescriptorNumbers
{
    /// <summary>How many numbers from <see cref="ReservedFrom"/> on belong to the husks' servers and whoever drives them; equal for all processes of the image.</summary>
    public static int Reserved(IEnumerable<RestoredMember> members) => members.Max(member => member.Servers) + ForDrivers;

    /// <summary>The first number above all that the image uses, also for registrations in epoll instances; equal for all processes of it.</summary>
    public static int ReservedFrom(IEnumerable<ProcessFileRecord> parts)
        => parts.SelectMany(Used).Append(2).Max() + 1;

    private const int ForDrivers = 7;

    private static IEnumerable<int> Used(ProcessFileRecord part)
        => part.Descriptors.Select(descriptor => descriptor.Number)
            .Concat(part.OpenFiles.OfType<EventPollRecord>().SelectMany(poll => poll.Targets).Select(target => target.Number));
}
