using System.Text;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Demo;

namespace AkkaFederation.Node.Tests.Demo;

public sealed class ProposalFileTests
{
    [Fact]
    public void Lines_are_proposals_byte_for_byte_and_json_objects_are_told_from_texts()
    {
        var file = Read("{\"a\":1}\n\nplain text\r\n[1]\n{broken\n  \n{\"b\":{}} trailing\nlast without end");
        Assert.Equal(["{\"a\":1}", "plain text", "[1]", "{broken", "{\"b\":{}} trailing", "last without end"], file.Payloads.Select(Encoding.UTF8.GetString));
        Assert.Equal(1, file.Records);
        Assert.Equal(5, file.Texts);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_opaque() =>
        Assert.Equal([0xff, 0x00, 0xfe], Assert.Single(ProposalFile.Read(new MemoryStream([0xff, 0x00, 0xfe, (byte)'\n']), "x").Payloads));

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n\n")]
    public void A_file_without_a_proposal_is_refused(string text)
    {
        var refusal = Assert.Throws<FedException>(() => Read(text));
        Assert.Equal(ExitCode.BadInput, refusal.ExitCode);
        Assert.Contains("holds no proposal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_line_is_taken_and_one_byte_more_is_refused_by_its_number()
    {
        var longest = new string('x', ProposalFile.MaxLineBytes);
        Assert.Equal(2, Read("a\n" + longest).Payloads.Count);
        var refusal = Assert.Throws<FedException>(() => Read("a\n" + longest + "y"));
        Assert.Contains("test:2: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_is_held()
    {
        var refusal = Assert.Throws<FedException>(() => ProposalFile.Read(new EndlessStream(), "endless"));
        Assert.Contains("endless:1: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_proposals_than_the_limit_are_refused()
    {
        var refusal = Assert.Throws<FedException>(() => Read(string.Concat(Enumerable.Repeat("x\n", ProposalFile.MaxLines + 1))));
        Assert.Contains($"test:{ProposalFile.MaxLines + 1}: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_samples_are_varied_records_and_some_texts()
    {
        var samples = ProposalFile.Samples();
        Assert.InRange(samples.Payloads.Count, 140, 200);
        Assert.InRange(samples.Texts, 1, 10);
        Assert.Equal(samples.Payloads.Count, samples.Payloads.Select(Convert.ToHexString).Distinct().Count());
    }

    private static ProposalFile Read(string text) => ProposalFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test");

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
