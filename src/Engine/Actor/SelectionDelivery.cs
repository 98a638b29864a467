#nullable disable
using Akka.Util;

namespace Akka.Actor;

/// <summary>Walks the elements of a selection from its anchor, here as far as the tree is here.</summary>
internal static class SelectionDelivery
{
    public static void Deliver(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage selection)
    {
        if (selection.Elements.Length == 0)
        {
            anchor.Tell(selection.Message, sender);
            return;
        }

        IInternalActorRef current = anchor;
        for (int i = 0; i < selection.Elements.Length; i++)
        {
            if (current is not ActorRefWithCell cell)
            {
                Continue(current, sender, selection, i);
                return;
            }

            bool last = i == selection.Elements.Length - 1;
            switch (selection.Elements[i])
            {
                case SelectParent:
                    current = cell.Parent;
                    break;
                case SelectChildName child:
                    IInternalActorRef next = cell.GetSingleChild(child.Name);
                    if (next.IsNobody() && next is not DeadLetterActorRef)
                    {
                        NotFound(cell, child.Name, sender, selection);
                        return;
                    }

                    current = next;
                    break;
                case SelectChildPattern pattern:
                    FanOut(cell, c => c.Path.Name.Like(pattern.PatternStr, caseSensitive: true), sender, selection, i, last);
                    return;
                case SelectChildRecursive:
                    Recurse(cell, sender, selection);
                    return;
            }

            if (last)
                current.Tell(selection.Message, sender);
        }
    }

    // Beyond a reference that is not an actor of ours: it, or what it stands for, goes on.
    private static void Continue(IInternalActorRef current, IActorRef sender, ActorSelectionMessage selection, int from)
    {
        SelectionPathElement[] rest = selection.Elements[from..];
        if (current is VirtualPathContainer container && rest.All(e => e is SelectChildName))
        {
            IActorRef found = container.GetChild(rest.Select(e => e.ToString()).ToArray());
            if (found.IsNobody())
                NotFound(container, string.Join('/', rest.Select(e => e.ToString())), sender, selection);
            else
                found.Tell(selection.Message, sender);
        }
        else
        {
            current.Tell(selection.Copy(elements: rest), sender);
        }
    }

    private static void NotFound(IInternalActorRef at, string name, IActorRef sender, ActorSelectionMessage selection)
    {
        var nowhere = new EmptyLocalActorRef(at.Provider, at.Path / name.Split('/'), at.Provider.Settings.System.EventStream);
        nowhere.Tell(selection, sender);
    }

    private static void FanOut(ActorRefWithCell cell, Func<IActorRef, bool> matches, IActorRef sender, ActorSelectionMessage selection, int index, bool last)
    {
        IActorRef[] children = cell.Children.Where(matches).ToArray();
        if (children.Length == 0)
        {
            if (!selection.WildCardFanOut)
                NotFound(cell, selection.Elements[index].ToString(), sender, selection);
            return;
        }

        foreach (IActorRef child in children)
        {
            if (last)
                child.Tell(selection.Message, sender);
            else
                Deliver((IInternalActorRef)child, sender, selection.Copy(elements: selection.Elements[(index + 1)..], wildCardFanOut: selection.WildCardFanOut || children.Length > 1));
        }
    }

    private static void Recurse(ActorRefWithCell cell, IActorRef sender, ActorSelectionMessage selection)
    {
        foreach (IActorRef child in cell.Children)
        {
            child.Tell(selection.Message, sender);
            if (child is ActorRefWithCell inner)
                Recurse(inner, sender, selection);
        }
    }
}
