#nullable disable
using Akka.Actor;

namespace Akka.Persistence;

public abstract partial class Eventsourced
{
    /// <summary>
    /// The user's stash. What comes out of it goes to the front of the internal one, for it is older than whatever
    /// arrived meanwhile and must not overtake, nor be overtaken by, what is coming back from there.
    /// </summary>
    private sealed class EventsourcedStash(Eventsourced owner, IStash inner) : IStash
    {
        public int Count => inner.Count;

        public bool IsEmpty => inner.IsEmpty;

        public bool NonEmpty => inner.NonEmpty;

        public bool IsFull => inner.IsFull;

        public int Capacity => inner.Capacity;

        public void Stash() => inner.Stash();

        public void Unstash()
        {
            if (inner.IsEmpty)
                return;
            Envelope[] all = inner.ClearStash().ToArray();
            inner.Prepend(all.Skip(1));
            Return([all[0]]);
        }

        public void UnstashAll() => Return(inner.ClearStash());

        public void UnstashAll(Func<Envelope, bool> predicate) => Return(inner.ClearStash().Where(predicate));

        public IEnumerable<Envelope> ClearStash() => inner.ClearStash();

        public void Prepend(IEnumerable<Envelope> envelopes) => inner.Prepend(envelopes);

        private void Return(IEnumerable<Envelope> envelopes)
        {
            if (owner._released)
            {
                // The incarnation is over: all goes back to the mailbox, before what the internal stash gave back.
                inner.Prepend(envelopes);
                inner.UnstashAll();
                return;
            }

            owner.InternalStash.Prepend(envelopes);
        }
    }
}
