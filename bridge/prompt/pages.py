"""The bodies of the window, one for each kind of page.

Keyboard alone suffices; every control has an accessible name; the way out is
the default wherever there is a choice.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bridge.prompt import wording
from bridge.prompt.base import (
    AskAccess,
    ChooseCard,
    EnterPin,
    Notice,
    Page,
    Question,
    Reading,
    Working,
)
from bridge.prompt.wire import encode_answer
from protocol.texts import digits, plain, text

STYLE = """
QWidget { font-size: 14px; font-family: "Noto Sans", "Noto Sans Arabic", "Segoe UI", "Tahoma"; }
QWidget#window, QWidget#body { background: #ffffff; color: #1c2b33; }
QWidget#heading { background: #f1f5f4; border-bottom: 1px solid #d5dfdc; color: #1c2b33; }
QLabel#asks { font-size: 15px; font-weight: 600; }
QLabel#origin { font-size: 19px; font-weight: 700; color: #0b5a4a; }
QLabel#consequence { color: #43555c; font-size: 13px; }
QLabel#dev { background: #7a1f1f; color: #ffffff; padding: 6px; font-weight: 600; }
QLabel#title { font-size: 18px; font-weight: 600; }
QLabel#wrong { color: #a11212; font-weight: 600; }
QLineEdit { font-size: 22px; padding: 8px; border: 2px solid #8fa5a0; border-radius: 6px;
  background: #ffffff; color: #1c2b33; }
QLineEdit:focus { border-color: #0b5a4a; }
QPushButton { padding: 9px 20px; border-radius: 6px; border: 1px solid #8fa5a0;
  background: #ffffff; color: #1c2b33; }
QPushButton:focus { border: 2px solid #0b5a4a; }
QPushButton#primary { background: #0b5a4a; color: #ffffff; border: 1px solid #0b5a4a; }
QPushButton#primary:focus { border: 2px solid #1c2b33; }
QPushButton:disabled, QPushButton#primary:disabled { background: #dfe6e4; color: #75868a;
  border: 1px solid #dfe6e4; }
QListWidget { border: 1px solid #8fa5a0; border-radius: 6px; background: #ffffff; color: #1c2b33; }
QListWidget::item { padding: 2px 8px; }
QListWidget::item:selected { background: #0b5a4a; color: #ffffff; }
QProgressBar { border: none; background: #dfe6e4; max-height: 6px; border-radius: 3px; }
QProgressBar::chunk { background: #0b5a4a; border-radius: 3px; }
"""
CARD_HEIGHT = 70
CANCELLED = encode_answer("cancelled")


class Body(QWidget):
    """What is common: headline, explanation, a row of buttons, a way out."""

    answered = Signal(bytes)
    pin_entered = Signal(str)

    def __init__(self, page: Page, question: Question) -> None:
        super().__init__()
        self.setObjectName("body")
        self.language = question.language
        words = wording.page_words(page, self.language)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(24, 18, 24, 20)
        self._rows.setSpacing(10)
        self.say(words.title, "title")
        if words.more:
            self.say(words.more, "more")
        self.way_out = QPushButton(text(self.way_out_key, self.language))
        self.way_out.setAccessibleName(self.way_out.text())
        self.way_out.clicked.connect(lambda: self.answered.emit(CANCELLED))
        self.primary: QPushButton | None = None

    way_out_key = "window.cancel"

    def say(self, words: str, name: str) -> QLabel:
        label = QLabel(words)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAccessibleName(words)
        self._rows.addWidget(label)
        return label

    def add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)

    def finish(self, primary_key: str | None = None) -> None:
        """Add the buttons; call last."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.way_out)
        if primary_key is not None:
            self.primary = QPushButton(text(primary_key, self.language))
            self.primary.setObjectName("primary")
            self.primary.setAccessibleName(self.primary.text())
            self.primary.clicked.connect(self.submit)
            row.addWidget(self.primary)
        self._rows.addSpacing(8)
        self._rows.addLayout(row)
        self.way_out.setDefault(True)
        if self.primary is not None:
            self.primary.setAutoDefault(True)

    def submit(self) -> None:
        """The citizen said yes. Bodies without a primary button never get here."""

    def ready(self) -> bool:
        """Whether a yes is possible now."""
        return True

    def set_armed(self, armed: bool) -> None:
        if self.primary is not None:
            self.primary.setEnabled(armed and self.ready())

    def focus(self) -> None:
        self.way_out.setFocus()


class Waiting(Body):
    """Says what is missing, or that the card works; moves while it does."""

    def __init__(self, page: Page, question: Question) -> None:
        super().__init__(page, question)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(wording.page_words(page, self.language).title)
        self.add(bar)
        self.finish()
        if isinstance(page, (Working, Reading)):
            self.way_out.setEnabled(isinstance(page, Reading))


class Telling(Body):
    """Why it did not work."""

    way_out_key = "window.close"

    def __init__(self, page: Notice, question: Question) -> None:
        super().__init__(page, question)
        self.finish()


class Choosing(Body):
    """Which of several cards."""

    def __init__(self, page: ChooseCard, question: Question) -> None:
        super().__init__(page, question)
        self._cards = page.cards
        self.list = QListWidget()
        self.list.setAccessibleName(text("window.choose-card", self.language))
        for card in page.cards:
            line = text(
                "window.choice",
                self.language,
                holder=plain(card.holder),
                reader=plain(card.reader),
            )
            item = QListWidgetItem(line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, line)
            item.setSizeHint(QSize(0, CARD_HEIGHT))
            self.list.addItem(item)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setFixedHeight(CARD_HEIGHT * min(len(page.cards), 3) + 8)
        self.list.itemActivated.connect(lambda item: self.submit())
        self.list.setCurrentRow(0)
        self.add(self.list)
        self.finish("window.choose")

    def ready(self) -> bool:
        return self.list.currentRow() >= 0

    def focus(self) -> None:
        self.list.setFocus()

    def submit(self) -> None:
        if self.ready():
            card = self._cards[self.list.currentRow()]
            self.answered.emit(encode_answer("chosen", device=card.device))


class EnteringPin(Body):
    """The PIN field: digits only, of whatever script, and no more than fit."""

    def __init__(self, page: EnterPin, question: Question) -> None:
        super().__init__(page, question)
        self._page = page
        self._armed = False
        if page.wrong:
            self.say(text("window.pin-wrong", self.language), "wrong")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(page.max_length)
        self.field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        hints = Qt.InputMethodHint
        self.field.setInputMethodHints(hints.ImhDigitsOnly | hints.ImhSensitiveData)
        label = text("window.pin-label", self.language)
        self.field.setAccessibleName(label)
        self.field.setAccessibleDescription(wording.hint(page, self.language))
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self.submit)
        self.add(self.field)
        self.say(wording.hint(page, self.language), "hint")
        self.say(wording.tries(page, self.language), "tries")
        self.finish(f"window.{wording.SUBMIT[question.purpose]}")

    def _edited(self, typed: str) -> None:
        kept = "".join(each for each in digits(typed) if each.isascii() and each.isdigit())
        if kept != typed:
            self.field.setText(kept)
        self.set_armed(self._armed)

    def ready(self) -> bool:
        return self._page.min_length <= len(self.field.text()) <= self._page.max_length

    def set_armed(self, armed: bool) -> None:
        self._armed = armed
        super().set_armed(armed)

    def focus(self) -> None:
        self.field.setFocus()

    def submit(self) -> None:
        if not self.ready() or not self._armed:
            return
        pin = self.field.text()
        self.field.clear()
        self.set_armed(False)
        self.pin_entered.emit(pin)


class AskingAccess(Body):
    """May the site? No is the default."""

    way_out_key = "window.deny"

    def __init__(self, page: AskAccess, question: Question) -> None:
        super().__init__(page, question)
        self.remember = QCheckBox(text("window.remember", self.language))
        self.remember.setAccessibleName(self.remember.text())
        self.add(self.remember)
        self.finish("window.allow")

    def submit(self) -> None:
        self.answered.emit(encode_answer("allowed", remember=self.remember.isChecked()))


def body_for(page: Page, question: Question) -> Body:
    """The body that shows ``page``."""
    match page:
        case EnterPin():
            return EnteringPin(page, question)
        case ChooseCard():
            return Choosing(page, question)
        case AskAccess():
            return AskingAccess(page, question)
        case Notice():
            return Telling(page, question)
        case _:
            return Waiting(page, question)
