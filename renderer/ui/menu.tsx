import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { type JSX, Show, splitProps } from 'solid-js';

/** A button that opens a menu; `class` replaces the look of a small, quiet one. */
export function Menu(
  props: JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
    button: JSX.Element;
    onOpen?: () => void;
    placement?: 'bottom-end' | 'bottom';
  },
): JSX.Element {
  const [own, rest] = splitProps(props, ['button', 'onOpen', 'placement', 'children']);
  return (
    <DropdownMenu
      modal={false}
      gutter={4}
      placement={own.placement ?? 'bottom-end'}
      onOpenChange={(open) => open && own.onOpen?.()}
    >
      <DropdownMenu.Trigger class="btn small quiet" {...(rest as object)}>
        {own.button}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu floating">{own.children}</DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}

/** One line of a menu, and the keys that do the same. */
export function MenuItem(props: {
  text: string;
  keys?: string;
  disabled?: boolean;
  onSelect: () => void;
}): JSX.Element {
  return (
    <DropdownMenu.Item
      class="menuitem row"
      disabled={props.disabled ?? false}
      onSelect={() => props.onSelect()}
    >
      {props.text}
      <Show when={props.keys}>
        <kbd>{props.keys}</kbd>
      </Show>
    </DropdownMenu.Item>
  );
}

/** Between two groups of a menu. */
export const MenuLine = (): JSX.Element => <DropdownMenu.Separator class="menuline" />;
