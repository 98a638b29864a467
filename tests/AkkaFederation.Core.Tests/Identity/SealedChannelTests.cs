using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

/// <summary>The proof of the sender where the transport gives none: hellos, keys, seals, and what they refuse.</summary>
public sealed class SealedChannelTests
{
    private static readonly EcdsaP256Scheme Scheme = new();
    private static readonly EcdsaP256Signer A = EcdsaP256Signer.Generate();
    private static readonly EcdsaP256Signer B = EcdsaP256Signer.Generate();
    private static readonly EcdsaP256Signer Mallory = EcdsaP256Signer.Generate();
    private static readonly byte[] To = "/user/federation/consensus|votes"u8.ToArray();

    [Fact]
    public void Both_ends_know_each_other_and_open_what_the_other_sealed()
    {
        var (a, b) = Pair();

        Assert.Equal((B.Id, A.Id), (a.Peer, b.Peer));
        Assert.Equal("vote", Open(b, a.Seal(To, "vote"u8)!));
        Assert.Equal("granted", Open(a, b.Seal(To, "granted"u8)!));
        Assert.Equal("", Open(b, a.Seal(To, [])!));
    }

    [Fact]
    public void A_changed_message_another_recipient_or_another_channel_is_refused_and_changes_nothing()
    {
        var (a, b) = Pair();
        var message = a.Seal(To, "vote"u8)!;
        for (var i = 8; i < message.Length; i++)
        {
            var changed = (byte[])message.Clone();
            changed[i] ^= 1;
            Assert.Equal(ChannelRefusal.BadSeal, Refusal(b, changed));
        }

        Assert.False(b.TryOpen("/user/federation/membership|votes"u8, message, out _, out var refusal));
        Assert.Equal(ChannelRefusal.BadSeal, refusal);
        Assert.Equal(ChannelRefusal.BadSeal, Refusal(Pair().B, message));
        Assert.Equal("vote", Open(b, message));
    }

    [Fact]
    public void A_message_sent_back_to_its_sender_is_refused()
    {
        var (a, b) = Pair();
        Assert.Equal(ChannelRefusal.BadSeal, Refusal(a, a.Seal(To, "vote"u8)!));
        Assert.NotNull(b);
    }

    [Fact]
    public void A_replayed_message_is_refused_in_any_order_and_a_forged_number_moves_no_window()
    {
        var (a, b) = Pair();
        var messages = Enumerable.Range(0, 200).Select(i => a.Seal(To, [(byte)i])!).ToList();
        var taken = new HashSet<int>();
        var random = new Random(5);
        var highest = -1;
        for (var round = 0; round < 4000; round++)
        {
            var i = Math.Clamp(highest + random.Next(-80, 4), 0, messages.Count - 1);
            var opened = b.TryOpen(To, messages[i], out _, out var refusal);
            Assert.Equal(!taken.Contains(i) && i > highest - SealedChannel.Window, opened);
            Assert.Equal(opened ? ChannelRefusal.None : ChannelRefusal.Replayed, refusal);
            if (opened) taken.Add(i);
            highest = Math.Max(highest, opened ? i : highest);
            var forged = (byte[])messages[^1].Clone();
            forged[3] = 1;
            Assert.Equal(ChannelRefusal.BadSeal, Refusal(b, forged));
        }

        Assert.True(taken.Count > 100);
    }

    [Fact]
    public void Short_and_exhausted_messages_are_refused()
    {
        var (_, b) = Pair();
        Assert.Equal(ChannelRefusal.Malformed, Refusal(b, new byte[SealedChannel.Overhead - 1]));
        Assert.Equal(ChannelRefusal.Replayed, Refusal(b, new byte[SealedChannel.Overhead]));
        Assert.Equal(ChannelRefusal.Exhausted, Refusal(b, Enumerable.Repeat((byte)0xFF, SealedChannel.Overhead).ToArray()));
    }

    [Fact]
    public void A_hello_of_another_cluster_for_another_peer_or_with_another_signature_gets_no_answer()
    {
        using var greeting = new ChannelHandshake("test", A, B.Id, Nonce(1));
        Assert.Equal(ChannelRefusal.ForeignCluster, Answer(greeting.Hello, B, "other"));
        Assert.Equal(ChannelRefusal.WrongPeer, Answer(greeting.Hello, Mallory, "test"));

        // Mallory signs a hello in the name of A.
        var forged = new ChannelHello { ClusterId = "test", From = A.Id, To = B.Id, Nonce = Nonce(2), Point = greeting.Hello.AsSpan(0, 33).ToArray() }.Sign(Mallory);
        Assert.Equal(ChannelRefusal.BadSignature, Answer(forged, B, "test"));
        Assert.Equal(ChannelRefusal.Malformed, Answer(greeting.Hello[..40], B, "test"));
        Assert.Equal(ChannelRefusal.Malformed, Answer(new byte[100_000], B, "test"));
    }

    [Fact]
    public void Every_changed_byte_of_a_hello_is_refused()
    {
        using var greeting = new ChannelHandshake("test", A, B.Id, Nonce(1));
        for (var i = 0; i < greeting.Hello.Length; i += 3)
        {
            var changed = (byte[])greeting.Hello.Clone();
            changed[i] ^= 1;
            Assert.NotEqual(ChannelRefusal.None, Answer(changed, B, "test"));
        }
    }

    [Fact]
    public void An_answer_to_another_hello_or_by_another_peer_makes_no_channel()
    {
        using var first = new ChannelHandshake("test", A, B.Id, Nonce(1));
        using var second = new ChannelHandshake("test", A, B.Id, Nonce(1));
        Assert.True(ChannelHandshake.TryAnswer(first.Hello, "test", B, Scheme, Nonce(3), out var answer, out _, out _));

        Assert.False(second.TryFinish(answer, Scheme, out _, out var refusal));
        Assert.Equal(ChannelRefusal.NotTheAnswer, refusal);

        // Mallory answers a hello that was meant for B.
        var hash = ChannelHello.Hash(first.Hello);
        using var mallory = new ChannelHandshake("test", Mallory, A.Id, Nonce(4));
        var impostor = new ChannelHello { ClusterId = "test", From = Mallory.Id, To = A.Id, Nonce = Nonce(4), Point = P256Point.Compress(Point()), Answers = hash }.Sign(Mallory);
        Assert.False(first.TryFinish(impostor, Scheme, out _, out refusal));
        Assert.Equal(ChannelRefusal.WrongPeer, refusal);
        Assert.True(first.TryFinish(answer, Scheme, out _, out _));
    }

    [Fact]
    public void A_replayed_hello_makes_a_channel_that_the_replayer_cannot_use()
    {
        using var greeting = new ChannelHandshake("test", A, B.Id, Nonce(1));
        Assert.True(ChannelHandshake.TryAnswer(greeting.Hello, "test", B, Scheme, Nonce(2), out var answer, out var first, out _));
        Assert.True(greeting.TryFinish(answer, Scheme, out var a, out _));
        var recorded = a.Seal(To, "vote"u8)!;
        Assert.Equal("vote", Open(first, recorded));

        Assert.True(ChannelHandshake.TryAnswer(greeting.Hello, "test", B, Scheme, Nonce(2), out _, out var again, out _));
        Assert.Equal(ChannelRefusal.BadSeal, Refusal(again, recorded));
    }

    private static (SealedChannel A, SealedChannel B) Pair()
    {
        using var greeting = new ChannelHandshake("test", A, B.Id, Nonce(1));
        Assert.True(ChannelHandshake.TryAnswer(greeting.Hello, "test", B, Scheme, Nonce(2), out var answer, out var b, out _));
        Assert.True(greeting.TryFinish(answer, Scheme, out var a, out var refusal), refusal.ToString());
        return (a, b);
    }

    private static System.Security.Cryptography.ECPoint Point() =>
        P256Point.TryDecompress(Mallory.Id.CompressedKey(), out var point) ? point : throw new InvalidOperationException("no point");

    private static ChannelRefusal Answer(byte[] hello, ISigner self, string cluster)
    {
        ChannelHandshake.TryAnswer(hello, cluster, self, Scheme, Nonce(9), out _, out _, out var refusal);
        return refusal;
    }

    private static string Open(SealedChannel channel, byte[] message) =>
        channel.TryOpen(To, message, out var payload, out var refusal) ? System.Text.Encoding.ASCII.GetString(payload.Span) : throw new InvalidOperationException(refusal.ToString());

    private static ChannelRefusal Refusal(SealedChannel channel, byte[] message) =>
        channel.TryOpen(To, message, out _, out var refusal) ? ChannelRefusal.None : refusal;

    private static byte[] Nonce(byte value) => Enumerable.Repeat(value, ChannelHello.NonceLength).ToArray();
}
