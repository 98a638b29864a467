namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Empties a lane's queue into one connection: serializes, frames, writes. Many messages share a frame and a write; a
/// write happens as soon as the queue runs dry or a batch is full, never on a timer.
/// </summary>
internal sealed class OutboundPump(TransportContext context, OutboundQueue queue, DialledConnection connection)
{
    /// <summary>Two TLS records; more gains nothing, and holds up the first of them.</summary>
    private const int BatchBytes = 32 * 1024;

    private const int BufferBytes = BatchBytes + 4096;

    /// <summary>Ends when the connection does, or after a farewell once the queue is closed and empty.</summary>
    public async Task RunAsync(Func<DialledConnection, ValueTask> parkUntilWork)
    {
        using var buffer = new WireBuffer(BufferBytes);
        var encoder = new MessageEncoder(buffer, context.Settings.MaximumFrame);
        while (!connection.IsClosed)
        {
            var messages = Fill(encoder, buffer);
            if (buffer.Length > 0)
            {
                await WriteAsync(buffer, messages).ConfigureAwait(false);

                // Writes may complete at once for ever; others need the thread, too.
                if (!queue.IsEmpty) await Task.Yield();
            }
            else if (queue.IsClosed)
            {
                await connection.FarewellAsync().ConfigureAwait(false);
                return;
            }
            else
            {
                await parkUntilWork(connection).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask WriteAsync(WireBuffer buffer, int messages)
    {
        try
        {
            await connection.WriteAsync(buffer.Written).ConfigureAwait(false);
        }
        catch
        {
            // Lost on the way, as at-most-once delivery allows; the next connection starts afresh.
            context.Counters.Lost(messages);
            throw;
        }

        context.Counters.Sent(messages, buffer.Length);
        buffer.Clear();
        buffer.Shrink(BufferBytes);
    }

    private int Fill(MessageEncoder encoder, WireBuffer buffer)
    {
        var messages = 0;
        while (buffer.Length < BatchBytes && queue.TryDequeue(out var message, out var sender, out var recipient))
            if (Append(encoder, message, sender, recipient)) messages++;
        encoder.CloseFrame();
        return messages;
    }

    private bool Append(MessageEncoder encoder, object message, object? sender, object recipient)
    {
        try
        {
            if (encoder.TryAppend(context.Events, context.Events.Serialize(message), recipient, sender)) return true;
            context.Lose(message, sender, recipient, LossReason.TooLong, null);
        }
        catch (Exception error)
        {
            // A user's serializer may throw anything; that costs this message, and neither the batch nor the connection.
            context.Lose(message, sender, recipient, LossReason.NotSerializable, error);
        }

        return false;
    }
}
