namespace AkkaFederation.Engine.Persistence;

/// <summary>What a record of a frame means for the index.</summary>
/// <param name="Kind">What the record says.</param>
/// <param name="Id">Whom it is about; empty where it is about a segment.</param>
/// <param name="SequenceNr">Of an event its number, of a mark the highest one.</param>
/// <param name="DeletedTo">Of a mark, up to where the events are deleted.</param>
/// <param name="Segment">The segment that the record names.</param>
/// <param name="Offset">Where the record begins among the records of its frame.</param>
/// <param name="Size">Its bytes, the length counted.</param>
internal readonly record struct WalChange(WalRecordKind Kind, string Id, long SequenceNr, long DeletedTo, ulong Segment, int Offset, int Size);

/// <summary>Where a record lies: a segment, and a place among the bodies of its blocks, laid end to end.</summary>
internal readonly record struct WalPlace(ulong Segment, long Position)
{
    public static WalPlace Of(ulong segment, uint start, int offset) => new(segment, ((long)start * WalBlock.Body) + WalFrameBuffer.HeaderSize + offset);
}

/// <summary>Events of one id that lie behind a place, in order and close together.</summary>
internal readonly record struct WalRun(long First, long Last, WalPlace Place);
