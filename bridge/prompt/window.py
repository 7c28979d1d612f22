"""The window: a Qt process that shows one question and ends with it.

Reads the question and pages on standard input, answers on standard output; the
PIN goes through the descriptor named on the command line and nowhere else.
"""

import os
import sys
import threading
import time

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from bridge.prompt import wording
from bridge.prompt.arming import QUIET, Arming
from bridge.prompt.base import Page, Question
from bridge.prompt.pages import STYLE, Body, body_for
from bridge.prompt.wire import READY, decode_page, decode_question, encode_answer, numbered
from protocol.texts import text

WIDTH = 480
BREAK_AFTER = 24
ANSWERING_KEYS = QEvent.Type.KeyPress


class Pages(QObject):
    """Pages from standard input, read on a thread of their own."""

    arrived = Signal(str)
    ended = Signal()

    def start(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.arrived.emit(line)
        self.ended.emit()


class Window(QWidget):
    """Heading (who asks for what) and body (the page)."""

    def __init__(self, question: Question, pin_fd: int) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.Dialog)
        self._question = question
        self._pin_fd = pin_fd
        self._number = 0
        self._arming = Arming(time.monotonic)
        self._body: Body | None = None
        self.setObjectName("window")
        self.setWindowTitle(text("window.title", question.language))
        self.setFixedWidth(WIDTH)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(_heading(question))
        self._timer = QTimer(self)
        self._timer.setInterval(int(QUIET * 1000 / 4))
        self._timer.timeout.connect(self._arm)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def show_page(self, page: Page, number: int) -> None:
        """Replace the body; input counts again after half a second of silence."""
        self._number = number
        old = self._body
        body = body_for(page, self._question)
        body.answered.connect(self._answer)
        body.pin_entered.connect(self._pin)
        self._body = body
        if old is not None:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows.addWidget(body)
        self._fit()
        QTimer.singleShot(0, self._fit)
        body.set_armed(False)
        self._arming.disarm()
        self._timer.start()
        body.focus()
        self.setAccessibleDescription(wording.page_words(page, self._question.language).title)

    def _fit(self) -> None:
        """As high as the wrapped lines need, and no higher."""
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # style sheets change sizes, and only when polished
        self._rows.invalidate()
        self.setFixedHeight(self._rows.totalHeightForWidth(WIDTH))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Swallow keys that were meant for another window."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            assert isinstance(event, QKeyEvent)
            if event.key() != Qt.Key.Key_Escape and not self._arming.key():
                return True
        if event.type() == QEvent.Type.WindowActivate and watched is self:
            self._arming.disarm()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """However it is closed, it is a no."""
        self._answer(encode_answer("cancelled"))
        super().closeEvent(event)

    def _arm(self) -> None:
        if self._arming.armed and self._body is not None:
            self._timer.stop()
            self._body.set_armed(True)

    def _answer(self, line: bytes) -> None:
        send(numbered(line, self._number))

    def _pin(self, pin: str) -> None:
        os.write(self._pin_fd, bytes((len(pin),)) + pin.encode("ascii"))
        self._answer(encode_answer("pin"))


def _heading(question: Question) -> QWidget:
    heading = QWidget()
    heading.setObjectName("heading")
    layout = QVBoxLayout(heading)
    layout.setContentsMargins(24, 18, 24, 16)
    layout.setSpacing(6)
    if question.dev:
        dev = _label(text("window.dev", question.language), "dev")
        layout.addWidget(dev)
    layout.addWidget(_label(wording.asks(question), "asks"))
    layout.addWidget(_origin(question))
    for line in wording.consequences(question):
        layout.addWidget(_label(line, "consequence"))
    return heading


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAccessibleName(words)
    return label


def _origin(question: Question) -> QLabel:
    """Left to right on lines of its own, broken rather than cut."""
    label = _label(breakable(question.origin), "origin")
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    label.setAccessibleName(question.origin)
    return label


def breakable(origin: str) -> str:
    """``origin`` with invisible places to break a line, so that nothing is cut off."""
    pieces = [origin[at : at + BREAK_AFTER] for at in range(0, len(origin), BREAK_AFTER)]
    return "\u200b".join(pieces)


def send(line: bytes) -> None:
    """One answer line. The daemon may be gone; then there is nobody to tell."""
    try:
        os.write(1, line)
    except OSError:
        os._exit(0)


def harden() -> None:
    """No core file, no debugger of the same user: a PIN is in this memory."""
    if sys.platform == "linux":
        import ctypes
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pr_set_dumpable = 4
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)


def main(argv: list[str]) -> int:
    """``argv`` is the descriptor that the PIN goes to."""
    harden()
    question = decode_question(sys.stdin.readline())
    QGuiApplication.setDesktopFileName("jisr")
    app = QApplication(["jisr"])
    arabic = question.language == "ar"
    locale = QLocale(QLocale.Language.Arabic if arabic else QLocale.Language.English)
    QLocale.setDefault(locale)
    direction = Qt.LayoutDirection.RightToLeft if arabic else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(direction)
    app.setStyle("Fusion")
    app.setStyleSheet(STYLE)
    window = Window(question, int(argv[0]))
    pages = Pages()

    def show(line: str) -> None:
        window.show_page(*decode_page(line))
        if not window.isVisible():
            window.show()
            window.raise_()
            window.activateWindow()

    pages.arrived.connect(show)
    pages.ended.connect(lambda: os._exit(0))
    pages.start()
    send(READY)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
