using System.Net;
using System.Net.Sockets;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;
using Socket = System.Net.Sockets.Socket;

namespace Entracte.ProcessHook.Tests.Connections;

/// <summary>A checkpoint takes what is in the queues: everything that was sent must be in one.</summary>
public sealed class WhatWasSentIsNotThereYet : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket receiver;

    public WhatWasSentIsNotThereYet()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.ReceiveBufferSize = 1 << 20;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        sender.Connect(listener.LocalEndPoint!);
        receiver = listener.Accept();
    }

    [Fact]
    public void It_is_there_when_it_waits_in_the_queue_whether_or_not_that_has_been_acknowledged()
    {
        Assert.True(IsComplete());
        for (var round = 0; round < 20; round++)
        {
            sender.Send(new byte[100]);
            receiver.Send(new byte[10]);
            Assert.True(SpinWait.SpinUntil(IsComplete, Patience));
            Assert.Equal((100 * (round + 1), 10 * (round + 1)), (receiver.Available, sender.Available));
        }
    }

    [Fact]
    public void It_is_not_there_when_the_receiver_has_dropped_it_because_its_buffer_has_become_smaller_than_the_window_that_it_announced()
    {
        // Two segments within the window that was announced at the beginning; the first fills the buffer.
        const int LengthBytes = 60_000;
        receiver.ReceiveBufferSize = 4096;
        sender.NoDelay = true;
        for (var segment = 0; segment < 2; segment++)
            Assert.Equal(LengthBytes / 2, sender.Send(new byte[LengthBytes / 2]));
        using var handle = Handle(sender);
        Assert.True(SpinWait.SpinUntil(() => Ioctl.ReadInt32(handle, Ioctl.SIOCOUTQNSD) == 0, Patience));
        Assert.True(receiver.Available < LengthBytes);
        Assert.False(IsComplete());

        var buffer = new byte[LengthBytes];
        var readBytes = 0;
        while (readBytes < LengthBytes)
            readBytes += receiver.Receive(buffer);
        Assert.True(SpinWait.SpinUntil(IsComplete, Patience));
    }

    public void Dispose()
    {
        sender.Dispose();
        receiver.Dispose();
    }

    private bool IsComplete()
    {
        using var one = Handle(sender);
        using var other = Handle(receiver);
        return TcpDelivery.IsComplete(one, other);
    }

    private static SafeFileHandle Handle(Socket socket) => new(socket.Handle, ownsHandle: false);
}
